/** What a scanner found: `start` inclusive, `end` exclusive, both in UTF-16 units of the text. */
export interface Found {
  readonly start: number
  readonly end: number
}

/** Past the end `charCodeAt` gives NaN, for which every test here is false. */
export function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39
}

export function isUpper(unit: number): boolean {
  return unit >= 0x41 && unit <= 0x5a
}

export function isLower(unit: number): boolean {
  return unit >= 0x61 && unit <= 0x7a
}

export function isLetter(unit: number): boolean {
  return isUpper(unit) || isLower(unit)
}

export function isAlphanumeric(unit: number): boolean {
  return isDigit(unit) || isLetter(unit)
}

export function isHex(unit: number): boolean {
  return isDigit(unit) || (unit >= 0x41 && unit <= 0x46) || (unit >= 0x61 && unit <= 0x66)
}

/** Control characters, every kind of space, and the invisible characters that steer text direction. */
export function isSpace(unit: number): boolean {
  return (
    unit <= 0x20 ||
    (unit >= 0x7f && unit <= 0xa0) ||
    (unit >= 0x2000 && unit <= 0x200f) ||
    (unit >= 0x2028 && unit <= 0x202f) ||
    (unit >= 0x205f && unit <= 0x206f) ||
    unit === 0x3000 ||
    unit === 0xfeff ||
    unit === 0xfffd
  )
}

/** A visible character outside ASCII: part of a name, wherever names are not ASCII only. */
export function isBeyondAscii(unit: number): boolean {
  return unit > 0xa0 && !isSpace(unit)
}

/** A letter of a script that is written with spaces between words, so that a name may go on with it: not CJK. */
export function isForeignLetter(unit: number): boolean {
  return unit > 0xbf && unit < 0x2e80 && !isSpace(unit)
}

export function isQuote(unit: number): boolean {
  return unit === 0x22 || unit === 0x27 || unit === 0x60
}

/** Whether `word` (lower case, ASCII) stands at `at`, letter case ignored. */
export function hasWord(text: string, at: number, word: string): boolean {
  for (let step = 0; step < word.length; step++) {
    const unit = text.charCodeAt(at + step)
    if ((isUpper(unit) ? unit + 0x20 : unit) !== word.charCodeAt(step)) return false
  }
  return true
}

/** First place at or after `from` where `accepts` fails, at most `most` units on. */
export function endOfRun(text: string, from: number, most: number, accepts: (unit: number) => boolean): number {
  const stop = Math.min(text.length, from + most)
  let at = from
  while (at < stop && accepts(text.charCodeAt(at))) at++
  return at
}

/** The start of the run that ends before `from`, at most `most` units back and not before `floor`. */
export function startOfRun(text: string, from: number, floor: number, most: number, accepts: (unit: number) => boolean): number {
  const stop = Math.max(floor, from - most)
  let at = from
  while (at > stop && accepts(text.charCodeAt(at - 1))) at--
  return at
}
