import t from 'tap'
import { inspect } from '../lib/index.ts'
import { makeRandom } from './fuzz/random.ts'
import { generatedAgent } from './make/generated-agent.ts'
import { runMarked } from './make/taint-run.ts'

const agents = 25
/** Lengths of the subjects of three messages, one after the other. */
const series = [0, 2, 7, 20, 45, 66, 80, 98, 99, 119].map((length) => [length, (length * 37) % 120, (length * 53) % 120])

for (const shape of ['chain', 'switch', 'decoder', 'alias', 'mutual', 'statements'] as const) {
  t.test(`what a run of the agent really does is told: ${shape}`, async (t) => {
    let marked = 0
    let always = 0
    for (let seed = 0; seed < agents; seed++) {
      const random = makeRandom(seed, 1)
      const image = generatedAgent(shape, 1 + random.below(7), random)
      const writes = inspect(image).findings.filter(({ rule }) => rule === 'file.write')
      const placesOf = (among: typeof writes) => new Set(among.flatMap(({ evidence }) => evidence.map(({ token, ilOffset }) => `${Number(token)}:${ilOffset}`)))
      const fed = placesOf(writes.filter(({ level }) => level === 'fed'))
      const unasked = placesOf(writes.filter(({ condition }) => condition.state === 'always'))
      for (const lengths of series) {
        const runs = runMarked(image, lengths)
        const lost = runs.flatMap((run) => [...run.marked]).filter((place) => !fed.has(place))
        if (lost.length > 0) t.fail(`agent ${seed}: the subject gets to ${lost.join(', ')}, and that is not told`)
        // what an earlier message left behind may decide as well, so the first one counts
        const [first] = runs
        const missing = first?.ended === true ? [...unasked].filter((place) => !first.written.has(place)) : []
        if (missing.length > 0) t.fail(`agent ${seed}: ${missing.join(', ')} called unconditional, and did not happen`)
        marked += runs.reduce((sum, run) => sum + run.marked.size, 0)
        always += first?.ended === true ? unasked.size : 0
      }
    }
    t.ok(marked > 0)
    t.ok(always > 0)
  })
}

t.test('the run itself marks only what comes from the subject', async (t) => {
  const image = generatedAgent('chain', 3, makeRandom(1, 1))
  t.same(
    runMarked(image, [5, 5]).map(({ marked, written, ended }) => [marked.size, written.size, ended]),
    [
      [1, 1, true],
      [1, 1, true],
    ],
  )
})
