import { limits } from '../limits.ts'
import type { NamedValue } from './record.ts'
import type { TextReader } from './sink.ts'
import { makeXmlTokens } from './xml-tokens.ts'

export interface XmlElement {
  readonly name: string
  readonly attributes: readonly NamedValue[]
  readonly children: readonly XmlElement[]
  /** The text directly in it. */
  readonly text: string
  readonly line: number
}

interface Growing {
  readonly name: string
  readonly attributes: readonly NamedValue[]
  readonly children: XmlElement[]
  readonly text: string[]
  readonly line: number
}

export interface XmlRecordHandler {
  /** Whether the element at the end of this path of names is a record; asked only outside of records. */
  readonly isRecord: (path: readonly string[]) => boolean
  /** An element outside of records begins; the path ends with its name. */
  readonly onElement: (path: readonly string[], line: number) => void
  readonly onRecord: (element: XmlElement) => void
  readonly onBad: (line: number, why: string) => void
  readonly onEnd: (isOpen: boolean, line: number) => void
  readonly fail: (line: number, what: string) => never
}

/** Reads XML in pieces and hands on whole elements that are records, one at a time; nothing else is kept. */
export function makeXmlRecords({ isRecord, onElement, onRecord, onBad, onEnd, fail }: XmlRecordHandler): TextReader {
  const path: string[] = []
  /** Elements of the record that are open; empty outside of one. */
  const open: Growing[] = []
  let size = 0
  let parts = 0
  let isBig = false

  const grow = (characters: number, count: number): boolean => {
    size += characters
    parts += count
    if (size > limits.contextRecord || parts > limits.contextFields) isBig = true
    return !isBig
  }

  const begin = (name: string, attributes: readonly NamedValue[], line: number): void => {
    const isFirst = open.length === 0
    if (isFirst) {
      size = 0
      parts = 0
      isBig = false
    }
    let characters = name.length
    for (const attribute of attributes) characters += attribute.name.length + attribute.value.length
    const fits = grow(characters, 1 + attributes.length)
    open.push({ name, attributes: fits ? attributes : [], children: [], text: [], line })
  }

  const finish = (): void => {
    const last = open.pop()
    if (last === undefined) return
    const element: XmlElement = { ...last, text: last.text.join('').replaceAll('\r\n', '\n') }
    const parent = open.at(-1)
    if (parent !== undefined) {
      if (!isBig) parent.children.push(element)
    } else if (isBig) {
      onBad(element.line, `a <${element.name}> of more than ${limits.contextRecord} characters or ${limits.contextFields} parts`)
    } else {
      onRecord(element)
    }
  }

  return makeXmlTokens({
    onOpen: (name, attributes, line) => {
      if (open.length > 0) return begin(name, attributes, line)
      path.push(name)
      onElement(path, line)
      if (isRecord(path)) begin(name, attributes, line)
    },
    onText: (text) => {
      const last = open.at(-1)
      if (last !== undefined && grow(text.length, 0)) last.text.push(text)
    },
    onClose: () => {
      if (open.length > 0) finish()
      if (open.length === 0) path.pop()
    },
    onEnd: (isOpen, line) => {
      onEnd(isOpen, open[0]?.line ?? line)
    },
    fail,
  })
}

/** The first child of that name. */
export function child(element: XmlElement | null, name: string): XmlElement | null {
  return element?.children.find((one) => one.name === name) ?? null
}

export function attribute(element: XmlElement | null, name: string): string | null {
  return element?.attributes.find((one) => one.name === name)?.value ?? null
}
