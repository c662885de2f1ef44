/** Finds many texts in one pass, ASCII letters in any case. */
export interface TextSearch {
  /** The numbers of the patterns that `text` contains, ascending, each once. */
  readonly find: (text: string) => readonly number[]
}

/** Characters outside ASCII share one column, and no pattern has them. */
const columns = 128
const none: readonly number[] = []

/**
 * A machine for these patterns (Aho and Corasick): its time grows with the text alone, never with what stands
 * in it, because the text comes from the file. Throws `TypeError` for a pattern that is empty or not ASCII.
 */
export function compileTextSearch(patterns: readonly string[]): TextSearch {
  const size = patterns.reduce((sum, pattern) => sum + pattern.length, 1)
  const next = new Int32Array(size * columns)
  const ends: number[][] = Array.from({ length: size }, () => [])
  const used = addPatterns(patterns, next, ends)
  linkStates(next, ends, used)
  return { find: (text) => findIn(text, next, ends) }
}

function addPatterns(patterns: readonly string[], next: Int32Array, ends: readonly number[][]): number {
  let used = 1
  patterns.forEach((pattern, number) => {
    if (pattern === '') throw new TypeError('an empty text is in every string')
    let state = 0
    for (let at = 0; at < pattern.length; at++) {
      const column = columnOf(pattern.charCodeAt(at))
      if (column === 0) throw new TypeError(`not ASCII: ${pattern}`)
      const cell = state * columns + column
      if (next[cell] === 0) next[cell] = used++
      state = next[cell] ?? 0
    }
    ends[state]?.push(number)
  })
  return used
}

/** Breadth first: a state without a step takes the step of its longest proper suffix, and ends what that ends. */
function linkStates(next: Int32Array, ends: number[][], used: number): void {
  const suffix = new Int32Array(used)
  const queue = new Int32Array(used)
  let filled = 0
  for (let column = 1; column < columns; column++) {
    const state = next[column] ?? 0
    if (state !== 0) queue[filled++] = state
  }
  for (let done = 0; done < filled; done++) {
    const state = queue[done] ?? 0
    const shorter = suffix[state] ?? 0
    ends[state]?.push(...(ends[shorter] ?? none))
    for (let column = 1; column < columns; column++) {
      const cell = state * columns + column
      const fallback = next[shorter * columns + column] ?? 0
      const target = next[cell] ?? 0
      if (target === 0) next[cell] = fallback
      else {
        suffix[target] = fallback
        queue[filled++] = target
      }
    }
  }
}

function findIn(text: string, next: Int32Array, ends: readonly (readonly number[])[]): readonly number[] {
  const found = new Set<number>()
  let state = 0
  for (let at = 0; at < text.length; at++) {
    state = next[state * columns + columnOf(text.charCodeAt(at))] ?? 0
    for (const number of ends[state] ?? none) found.add(number)
  }
  return found.size === 0 ? none : [...found].sort((a, b) => a - b)
}

function columnOf(code: number): number {
  if (code >= 0x41 && code <= 0x5a) return code + 0x20
  return code < columns ? code : 0
}
