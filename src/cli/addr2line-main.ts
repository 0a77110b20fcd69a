#!/usr/bin/env node
import { runProgram } from './run-program.ts';

void runProgram('wasm-addr2line', async (args) => (await import('./commands.ts')).runAddr2line(args));
