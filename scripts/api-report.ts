/** Writes docs/api.md: every name that the package exports, with its type, so that a change to the public interface shows. */
import { writeFileSync } from "node:fs";
import { apiReport } from "../test/package/api-report.ts";

writeFileSync(new URL("../docs/api.md", import.meta.url), apiReport());
