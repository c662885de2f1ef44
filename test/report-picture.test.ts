import t from 'tap'
import { flowTechniques } from '../lib/capabilities/flow-rules.ts'
import { rules } from '../lib/capabilities/rules.ts'
import type { Finding, Profile } from '../lib/profile/profile.ts'
import { graphOf, mostNodes } from '../lib/report/picture-graph.ts'
import { boxHeight, layOut } from '../lib/report/picture-layout.ts'
import { render } from '../lib/report/render.ts'
import { findTechniqueName } from '../lib/report/technique-names.ts'
import { exampleProfile } from './make/profile.ts'

/** A profile of this many findings, each with a path and a rule of its own. */
function wideProfile(many: number): Profile {
  const profile = exampleProfile()
  const [first] = profile.findings
  if (first === undefined) throw new TypeError('no finding')
  const step = (number: number, depth: number) => ({
    method: `N.Agent::M${number}x${depth}()`,
    token: `0x0600${String(number * 10 + depth).padStart(4, '0')}`,
    ilOffset: 0,
  })
  profile.findings = Array.from(
    { length: many },
    (_, number): Finding => ({
      ...first,
      id: `id ${number}`,
      rule: `rule.${number}`,
      title: `Does ${number}`,
      flows: [],
      path: [step(number % 7, 1), step(number, 2)],
    }),
  )
  return profile
}

t.test('a picture holds fifty nodes at most, and says what is left out', async (t) => {
  const graph = graphOf(wideProfile(80))
  t.ok(graph.nodes.length <= mostNodes && graph.nodes.length > mostNodes - 3, String(graph.nodes.length))
  t.ok(graph.left > 0)
  t.match(render(wideProfile(80), 'html'), new RegExp(`Left out: ${graph.left} kinds of findings for which there is no room`))
  t.equal(graphOf(wideProfile(5)).left, 0)
})

t.test('no two boxes of a full picture lie on one another, and all are inside', async (t) => {
  const { boxes, width, height, boxWidth } = layOut(graphOf(wideProfile(80)))
  for (const [index, one] of boxes.entries()) {
    t.ok(one.x >= 0 && one.y >= 0 && one.x + boxWidth <= width && one.y + boxHeight <= height, one.node.label)
    const hit = boxes.slice(index + 1).find((other) => Math.abs(other.x - one.x) < boxWidth && Math.abs(other.y - one.y) < boxHeight)
    t.equal(hit, undefined, one.node.label)
  }
})

t.test('a line over several layers runs between the boxes of those layers', async (t) => {
  const { boxes, lines, boxWidth } = layOut(graphOf(wideProfile(80)))
  for (const { from, to } of lines.filter((line) => line.from.y === line.to.y && line.to.x - line.from.x === boxWidth)) {
    t.equal(
      boxes.find((box) => box.x === from.x && from.y > box.y && to.y < box.y + boxHeight),
      undefined,
    )
  }
})

t.test('a method that calls itself in turn with others has a place', async (t) => {
  const profile = exampleProfile()
  for (const finding of profile.findings) finding.path = [...finding.path, ...finding.path, ...finding.path]
  const { boxes } = layOut(graphOf(profile))
  t.ok(boxes.length > 0)
  t.ok(boxes.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)))
})

t.test('a file without findings has no picture', async (t) => {
  t.notMatch(render({ ...exampleProfile(), findings: [] }, 'html'), '<svg')
})

t.test('every technique that a rule or a flow names has a name', async (t) => {
  const ids = new Set([...rules.flatMap(({ attack }) => attack), ...flowTechniques.map(({ technique }) => technique)])
  t.same(
    [...ids].filter((id) => findTechniqueName(id) === null),
    [],
  )
})
