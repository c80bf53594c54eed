// An empty page at work, 20 ms in each frame: what takes longer than that, the machine does.
(async () => {
  const work = (steps) => {
    const begin = performance.now();
    let sum = 0;
    for (let step = 0; step < steps; step++) sum += Math.sqrt(step);
    document.title = sum;
    return performance.now() - begin;
  };
  const probes = Array.from({ length: 21 }, () => work(100_000)).sort((one, other) => one - other);
  const steps = (100_000 * 20) / probes[10];
  for (let count = 0; count < 2_000; count++) {
    await frame();
    work(steps);
  }
  globalThis.frames = done;
})();
