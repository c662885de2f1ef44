import type { Origin } from '../context/record.ts'

/** How a record’s place is written: `agents.config, line 12`. */
export function placeText({ source, line }: Origin): string {
  return line === null ? source : `${source}, line ${line}`
}
