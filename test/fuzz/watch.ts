import { writeSync } from 'node:fs'
import { workerData } from 'node:worker_threads'

/** Ends the process when one run takes too long: a loop without end in the library can be stopped from nowhere else. */
const { shared, seed, seconds }: { shared: SharedArrayBuffer; seed: number; seconds: number } = workerData
const run = new Int32Array(shared)
let last = -1
setInterval(() => {
  const now = Atomics.load(run, 0)
  if (now === last) {
    writeSync(1, `FAIL seed ${seed} run ${now}: still running after ${seconds} s\n`)
    process.kill(process.pid, 'SIGKILL')
  }
  last = now
}, seconds * 1000)
