import type { Profile } from '../profile/profile.ts'
import { visible } from './escape.ts'
import { columns } from './layout.ts'
import { joinMarkup, type Markup, markup } from './markup.ts'
import { graphOf } from './picture-graph.ts'
import { type Box, boxHeight, type Drawing, layOut } from './picture-layout.ts'
import { count } from './words.ts'

/** Pixels of a box for each column of its text. */
const columnWidth = 6.7

/** Entry points, calls, data and effects as an inline SVG, and a line on what is left out; null where there is nothing to draw. */
export function pictureOf(profile: Profile): Markup | null {
  const graph = graphOf(profile)
  if (graph.nodes.length === 0) return null
  const left = [
    ...(graph.left > 0 ? [`${count(graph.left, 'kind')} of findings for which there is no room`] : []),
    ...(graph.minor > 0 ? [`${count(graph.minor, 'kind')} of findings of severity info`] : []),
  ]
  const note = left.length === 0 ? '' : ` Left out: ${left.join(', ')}; the tables have them.`
  return markup`<div class="wide">${drawing(layOut(graph))}</div>
<p class="left">From left to right. Thick lines: data was proven to go there. Dashed lines: calls between are not drawn.${note}</p>
`
}

function drawing({ width, height, boxWidth, boxes, lines, headings }: Drawing): Markup {
  const titles = headings.map(({ x, text }) => markup`<text class="h" x="${x}" y="16">${text}</text>\n`)
  return markup`<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="Entry points, calls, data and effects" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
${titles}${lines.map(line)}${boxes.map((one) => box(one, boxWidth))}</svg>`
}

function line({ kind, from, to, isEnd }: Drawing['lines'][number]): Markup {
  const bend = Math.max(24, Math.abs(to.x - from.x) / 2)
  const curve = `M${from.x} ${from.y}C${from.x + bend} ${from.y} ${to.x - bend} ${to.y} ${to.x} ${to.y}`
  const tip = `M${to.x - 6} ${to.y - 4}L${to.x} ${to.y}L${to.x - 6} ${to.y + 4}`
  return markup`<path class="${kind}" d="${curve}"/>${isEnd ? markup`<path class="${kind === 'far' ? 'call' : kind}" d="${tip}"/>` : []}\n`
}

function box({ node, x, y }: Box, boxWidth: number): Markup {
  const room = Math.floor((boxWidth - 8) / columnWidth)
  const full = `${node.label}\n${node.detail}`
  const names = joinMarkup([
    markup`<text x="${x + 8}" y="${y + 15}">${fit(node.label, room)}</text>`,
    markup`<text class="t" x="${x + 8}" y="${y + 29}">${fit(node.detail, room)}</text>`,
  ])
  const severity = node.severity === null ? '' : ` e-${node.severity}`
  return markup`<g class="n-${node.kind}${severity}"><title>${full.replace('\n', ' · ')}</title><rect x="${x}" y="${y}" width="${boxWidth}" height="${boxHeight}" rx="5"/>${names}</g>\n`
}

/** As much of a text as a box has room for; the whole stands in its title. */
function fit(text: string, room: number): string {
  const shown = visible(text, { max: 200, spaces: true })
  if (columns(shown) <= room) return text
  let head = ''
  for (const character of text) {
    if (columns(visible(head + character)) > room - 1) break
    head += character
  }
  return `${head}…`
}
