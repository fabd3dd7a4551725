import { compareReports } from "./compare-reports.ts";
import { keptRight } from "./reports.ts";

compareReports(keptRight);
