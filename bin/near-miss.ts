/** Characters of a mistyped word that are compared. */
const longest = 64

/** Up to three names a mistyped word may have meant, nearest first: part of one, or a few letters off. */
export function closestNames(word: string, names: readonly string[]): string[] {
  const typed = word.toLowerCase().slice(0, longest)
  const ranked = names.flatMap((name) => {
    const lower = name.toLowerCase()
    const far = typed.length > 2 && lower.includes(typed) ? 0 : distance(typed, lower.slice(0, longest))
    return far <= Math.max(1, Math.floor(typed.length / 3)) ? [{ name, far }] : []
  })
  return ranked
    .sort((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name }) => name)
}

/** Single-letter changes from one word to the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, swap))
    }
    row = next
  }
  return row[b.length] ?? 0
}
