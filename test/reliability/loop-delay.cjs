// Loaded into the service by NODE_OPTIONS: on SIGUSR2 it says how long the event loop stood still at most since the last
// time, in milliseconds.
const { monitorEventLoopDelay } = require('node:perf_hooks');

const histogram = monitorEventLoopDelay({ resolution: 1 });
histogram.enable();
process.on('SIGUSR2', () => {
  process.stderr.write(`event loop ${(histogram.max / 1e6).toFixed(1)} ms\n`);
  histogram.reset();
});
