import { sha256 } from '@noble/hashes/sha2.js'
import type { Profile } from '../profile/profile.ts'
import { base64 } from './base64.ts'
import { style } from './html-style.ts'
import { joinMarkup, type Markup, markup, nameMarkup } from './markup.ts'
import { type Block, type Cell, type Inline, type Section, wholeDepth } from './page.ts'
import { sectionsOf } from './page-sections.ts'
import { pictureOf } from './picture.ts'
import { decisionWords } from './words.ts'

/** Content that a page allows: its own style, by its hash, and nothing else. No script, no request, no form, no frame. */
const policy = (hash: string) => `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`

/** The beginning of a page, to the opened body. */
export function htmlHead(): string {
  const hash = base64(sha256(new TextEncoder().encode(style)))
  // the policy stands first: what comes before it is not under it
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy(hash)}">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer"><title>txray report</title>
<style>${style}</style></head>
<body>
`
}

/** The end of a page. */
export const htmlFoot = '</body></html>\n'

/** The report of one file as a page of its own. */
export function renderHtml(profile: Profile): string {
  return htmlHead() + htmlArticle(profile, 1) + htmlFoot
}

/** The report of one file as a part of a page; `number` keeps its links apart from those of the others. */
export function htmlArticle(profile: Profile, number: number): string {
  const { verdict, file } = profile
  const sections = sectionsOf(profile, wholeDepth)
  const picture = pictureOf(profile)
  const parts = sections.flatMap((section) => {
    const own = sectionMarkup(section, number)
    const isPlace = section.id === 'findings' && picture !== null
    return isPlace ? [markup`<section id="r${number}-picture"><h2>Entry points, calls and data</h2>${picture}</section>\n`, own] : [own]
  })
  const links = sections.map(({ id, title }) => markup`<a href="#r${number}-${id}">${title}</a>`)
  const name = file.name ?? 'standard input'
  return markup`<article class="${verdict.decision}">
<header><h1><b>${decisionWords[verdict.decision].headline}</b> <code>${nameMarkup(name)}</code></h1></header>
<nav>${joinMarkup(links, ' ')}</nav>
${joinMarkup(parts)}</article>
`.markup
}

/** What stands in a page for an input that could not be read. */
export function htmlUnread(name: string, error: string): string {
  return markup`<article class="unread"><header><h1><b>NOT READ</b> <code>${nameMarkup(name)}</code></h1></header><p>${error}</p></article>\n`.markup
}

/** Sections that a reader who only wants the answer need not see. */
const folded = new Set(['evidence'])

function sectionMarkup({ id, title, blocks }: Section, number: number): Markup {
  const body = joinMarkup(blocks.map(blockMarkup))
  const shown = folded.has(id) ? markup`<details><summary>Show each instruction</summary>${body}</details>` : body
  return markup`<section id="r${number}-${id}"><h2>${title}</h2>${shown}</section>\n`
}

function blockMarkup(block: Block): Markup {
  switch (block.kind) {
    case 'text':
      return markup`<p>${cellMarkup(block.text)}</p>\n`
    case 'facts': {
      const rows = block.rows.map(([label, cell]) => markup`<tr><th scope="row">${label}</th><td>${cellMarkup(cell)}</td></tr>\n`)
      return markup`<div class="wide"><table><tbody>${rows}</tbody></table></div>${moreMarkup(block.left)}`
    }
    case 'table': {
      const head = block.head.map((title) => markup`<th scope="col">${title}</th>`)
      const rows = block.rows.map((row) => markup`<tr>${row.map((cell) => markup`<td>${cellMarkup(cell)}</td>`)}</tr>\n`)
      return markup`<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>\n${rows}</tbody></table></div>${moreMarkup(block.left)}`
    }
    case 'list': {
      const items = block.items.map(({ text, command }) => markup`<li>${cellMarkup(text)}${command === null ? [] : markup`<pre>${command}</pre>`}</li>\n`)
      return markup`${block.isOrdered ? markup`<ol>${items}</ol>` : markup`<ul>${items}</ul>`}${moreMarkup(block.left)}`
    }
  }
}

function moreMarkup(left: number): Markup {
  return left > 0 ? markup`<p class="left">+${left} more (see the JSON)</p>\n` : markup``
}

function cellMarkup(cell: Cell): Markup {
  return joinMarkup(cell.map(inlineMarkup))
}

function inlineMarkup(inline: Inline): Markup {
  if (typeof inline === 'string') return markup`${inline}`
  if ('code' in inline) return inline.code === '' ? markup`<i>empty</i>` : markup`<code>${nameMarkup(inline.code)}</code>`
  if ('strong' in inline) return markup`<strong>${inline.strong}</strong>`
  return markup`<span class="s s-${inline.severity}">${inline.severity.toUpperCase()}</span>`
}
