#!/usr/bin/env node
import { runProgram } from "../../scripts/run.mjs";

await runProgram("cli", process.argv.slice(2));
