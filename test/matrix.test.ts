import t from 'tap'
import { inspect } from '../lib/index.ts'
import { conditions } from '../lib/profile/conditions.ts'
import { agentOf, fileOf, type Judged, judgedAgent, judgedFile, readMatrix } from './make/matrix.ts'
import { bytesOf } from './make/root.ts'

const { grades, sinks, guards, cells, impossible, cases, files } = readMatrix()
const wanted = ({ decision, because }: Judged) => ({ decision, because: [...because].sort() })

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
        t.same({ decision, because }, wanted(cell), `${cell.grade}, ${cell.guard}`)
      }
    })
  }
}

for (const compiler of ['mcs', 'roslyn']) {
  t.test(`matrix-cases.${compiler}.dll: what implants do and what ordinary agents do is decided as by a person`, async (t) => {
    const profile = inspect(bytesOf('samples/bin', fileOf('cases', compiler)))
    for (const { about, claim, other } of cases) {
      for (const side of [claim, other]) {
        const { decision, because, others } = judgedAgent(profile, `Txray.Matrix.Cases.${side.agent}`)
        t.same(others, [])
        t.same({ decision, because }, wanted(side), `${about}: ${side.does}`)
      }
    }
  })

  for (const { about, sides } of files) {
    t.test(`${about}, ${compiler}: each library is decided as by a person`, async (t) => {
      for (const side of sides) {
        const others = side.with.map((name) => ({ name, bytes: bytesOf('samples/bin', `${name}.${compiler}.dll`) }))
        t.same(judgedFile(inspect(bytesOf('samples/bin', `${side.file}.${compiler}.dll`), { with: others })), wanted(side), side.does)
      }
    })
  }
}

t.test('within review an implant ranks above a scanner, and above all that stays on this machine or goes where a setting says', async (t) => {
  const rankOf = (name: string) => {
    const { decision, score } = inspect(bytesOf('samples/bin', `${name}.mcs.dll`)).verdict
    t.equal(decision, 'review', name)
    return score
  }
  const ordinary = ['clam-scan', 'spam-pipe', 'sms-delivery', 'auto-reply', 'journal-copy', 'helper-base', 'matrix-helper-mark']
  const highest = Math.max(...ordinary.map(rankOf))
  for (const implant of ['silent-drop', 'reflective-factory']) t.ok(rankOf(implant) > highest, `${implant} above ${highest}`)
})

t.test('no cell of review has more points than what a concealed condition decides', async (t) => {
  const pointsOf = (id: string) => conditions.find((one) => one.id === id)?.points ?? 0
  const reviewed = cells.filter(({ decision }) => decision === 'review')
  const hidden = reviewed.filter(({ guard }) => guard === 'hidden').flatMap(({ because }) => because.map(pointsOf))
  const others = reviewed.filter(({ guard }) => guard !== 'hidden').flatMap(({ because }) => because.map(pointsOf))
  t.ok(Math.min(...hidden) >= Math.max(...others))
})
