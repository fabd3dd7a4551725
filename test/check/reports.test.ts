import { compareReports } from "./compare-reports.ts";
import { kept } from "./reports.ts";

compareReports(kept);
