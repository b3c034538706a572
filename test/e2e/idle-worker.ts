/** A worker process that keeps the rules of `meltemi dev`: says `ready`, ends at SIGTERM and when its parent is gone. */
const PROGRAM = `
  process.on('disconnect', () => process.exit(0));
  process.on('SIGTERM', () => process.exit(0));
  console.log('address ' + process.env.TEMPORAL_ADDRESS + ', key ' + process.env.TEMPORAL_API_KEY);
  process.send('ready');
  setInterval(() => undefined, 1000);`;

export const IDLE_WORKER = { command: process.execPath, args: ['-e', PROGRAM] };
