import { isList, keyOf, makeBag, type PropertyValue } from './bag.ts'
import { makeJsonValues } from './json-values.ts'
import { findShape, putObject } from './shapes.ts'
import { nestedEvent } from './shapes-windows.ts'
import { type Sink, shown, type TextReader } from './sink.ts'

/** `ConvertTo-Json` of Windows PowerShell and of PowerShell 7: an object, a list, or what old versions put around one. */
export function makeJsonFile(accepted: string, sink: Sink): TextReader {
  // a time that says nothing of its zone was written by no PowerShell
  const place = { source: sink.source, service: sink.service, zone: 'unknown' } as const
  let isKnown = false
  let objects = 0

  const take = (entries: ReadonlyMap<string, PropertyValue>, line: number, isInside: boolean): void => {
    const event = nestedEvent(entries, line, place)
    if (event !== null) {
      isKnown = true
      sink.is('events, JSON')
      sink.record(event)
      return
    }
    const keys = new Set([...entries.keys()].map(keyOf))
    const shape = findShape((key) => keys.has(key))
    if (shape !== null) {
      isKnown = true
      sink.is(`${shape.type}, JSON`)
      putObject(makeBag(entries, line), shape, place, sink)
      return
    }
    const list = entries.get('value')
    if (!isInside && isList(list)) {
      for (const one of list) {
        if (one !== null && typeof one !== 'string' && !isList(one)) take(one.entries, line, true)
      }
      return
    }
    sink.skip(line, `an object of no known kind, with ${shown([...entries.keys()].slice(0, 4).join(', '))}`)
  }

  const values = makeJsonValues({
    onObject: (entries, line) => {
      objects += 1
      take(entries, line, false)
    },
    onBad: (line, why) => {
      objects += 1
      sink.skip(line, why)
    },
    fail: (line, what) => {
      throw sink.refusal(line, `the JSON is broken: ${what}`, 'Export it again with ConvertTo-Json.')
    },
  })
  return {
    push: values.push,
    end: () => {
      values.end()
      // a cmdlet that finds nothing gives an empty list
      if (objects === 0) sink.is('empty list, JSON')
      else if (!isKnown) throw sink.refusal(null, 'JSON without any object that is known', accepted)
    },
  }
}
