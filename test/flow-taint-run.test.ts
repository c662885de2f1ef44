import t from 'tap'
import { inspect } from '../lib/index.ts'
import { makeRandom } from './fuzz/random.ts'
import { generatedAgent } from './make/generated-agent.ts'
import { runMarked } from './make/taint-run.ts'

const agents = 25
const runs = 12
const messages = 3

for (const shape of ['chain', 'switch', 'decoder', 'alias', 'mutual', 'statements'] as const) {
  t.test(`what a run of the agent really writes of the subject is told: ${shape}`, async (t) => {
    let seen = 0
    for (let seed = 0; seed < agents; seed++) {
      const random = makeRandom(seed, 1)
      const image = generatedAgent(shape, 1 + random.below(7), random)
      const findings = inspect(image).findings.filter(({ rule, level }) => rule === 'file.write' && level === 'fed')
      const told = new Set(findings.flatMap(({ evidence }) => evidence.map(({ token, ilOffset }) => `${Number(token)}:${ilOffset}`)))
      for (let run = 0; run < runs; run++) {
        const written = [...runMarked(image, messages, makeRandom(seed, 100 + run))]
        const missed = written.filter((place) => !told.has(place))
        seen += written.length
        if (missed.length > 0) t.fail(`agent ${seed}: ${missed.join(', ')} not told`)
      }
    }
    t.ok(seen > 0)
  })
}

t.test('the run itself marks only what comes from the subject', async (t) => {
  const image = generatedAgent('chain', 3, makeRandom(1, 1))
  t.equal(runMarked(image, 1, makeRandom(1, 1)).size, 1)
  t.equal(runMarked(image, 0, makeRandom(1, 1)).size, 0)
})
