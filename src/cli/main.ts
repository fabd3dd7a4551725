#!/usr/bin/env node
import module from "node:module";

// Node keeps the compiled code between runs from 22.8 on, which the types of 20 don't know
(module as { enableCompileCache?: () => unknown }).enableCompileCache?.();
const { start } = await import("./start.ts");
await start();
