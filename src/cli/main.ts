#!/usr/bin/env node
/** The executable `meltemi`. */
import { runProgram } from './program';

void runProgram(process.argv.slice(2)).then((code) => {
  // Whatever is still open (a connection that closes slowly) must not keep a finished command alive.
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
});
