import { compareReports } from "./compare-reports.ts";
import { keptFaults } from "./reports.ts";

compareReports(keptFaults);
