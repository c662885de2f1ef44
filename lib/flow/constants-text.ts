import { limits } from '../limits.ts'
import { behindAddress, type Evaluator, labelOfValue } from './constants-evaluator.ts'
import type { Item } from './constants-item.ts'
import { hole, joined, plainText, type Template } from './template.ts'
import type { ValueAt } from './view.ts'

/** The texts a value may be, put into other text; a hole where that is not known. Never empty. */
export function alternatives(ev: Evaluator, at: ValueAt): readonly Template[] {
  const seen = behindAddress(ev, at)
  const { items, complete } = ev.known(seen)
  // null beside texts is what `??` and late initialisation leave behind
  const isNull = (item: Item): boolean => item.kind === 'value' && item.value === null
  const texts = (items.every(isNull) ? items : items.filter((item) => !isNull(item))).map(templateOf)
  if (complete && texts.length > 0 && texts.every((one) => one !== null)) return texts
  return [hole(labelOfValue(ev, seen))]
}

/** The text that concatenation makes of a value; null for what has none here. */
export function templateOf(item: Item): Template | null {
  switch (item.kind) {
    case 'text':
      return { pieces: item.pieces, from: item.from }
    case 'value':
      return plainText(item.value === null ? '' : String(item.value), item.from)
    case 'float':
      return Number.isInteger(item.value) && Math.abs(item.value) < 1e15 ? plainText(String(item.value), item.from) : null
    case 'type':
    case 'array':
    case 'list':
    case 'tool':
      return null
    default:
      return item satisfies never
  }
}

/** Every choice of one text from each place, put one behind the other; where those are too many, places with a choice become holes. */
export function crossed(places: readonly (readonly Template[])[]): readonly Template[] {
  return choices(places).map(joined)
}

/** The same without joining them. */
export function choices(places: readonly (readonly Template[])[]): readonly (readonly Template[])[] {
  const count = places.reduce((product, { length }) => Math.min(product * length, limits.constants + 1), 1)
  const taken = count > limits.constants ? places.map((one) => (one.length > 1 ? [hole(null)] : one)) : places
  let rows: (readonly Template[])[] = [[]]
  for (const place of taken) rows = rows.flatMap((row) => place.map((one) => [...row, one]))
  return rows
}
