import t from 'tap'
import { inspect } from '../lib/index.ts'
import { agentOf, fileOf, judgedAgent, readMatrix } from './make/matrix.ts'
import { bytesOf } from './make/root.ts'

const { grades, sinks, guards, cells, impossible } = readMatrix()

t.test('every grade meets every sink under every guard, or it is said why it cannot', async (t) => {
  const all = Object.keys(sinks).flatMap((sink) => Object.keys(grades).flatMap((grade) => Object.keys(guards).map((guard) => `${sink} ${grade} ${guard}`)))
  const told = [...cells, ...impossible].map(({ sink, grade, guard }) => `${sink} ${grade} ${guard}`)
  t.same([...told].sort(), [...all].sort())
  for (const { why } of impossible) t.ok(why)
})

for (const sink of Object.keys(sinks)) {
  for (const compiler of ['mcs', 'roslyn']) {
    const file = fileOf(sink, compiler)
    t.test(`${file}: the decision on each agent, and its reasons, are a person’s`, async (t) => {
      const profile = inspect(bytesOf('samples/bin', file), { name: file })
      t.equal(profile.completeness.status, 'complete')
      for (const cell of cells.filter((cell) => cell.sink === sink)) {
        const { decision, because, others } = judgedAgent(profile, agentOf(cell))
        t.same(others, [], 'nothing is said of the file as a whole')
        t.same({ decision, because }, { decision: cell.decision, because: [...cell.because].sort() }, `${cell.grade}, ${cell.guard}`)
      }
    })
  }
}
