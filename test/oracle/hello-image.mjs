// A small program built on the spot, and where the fields of its headers and metadata stand in the file.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

export const greeting = 'Greeter!'

// No string literal: one outside a damaged #US would fail the method that loads it, and not the image.
const source = `
using System;
class Greeter {
  readonly int number;
  public Greeter(int number) { this.number = number; }
  public string Text { get { return GetType().Name + (char) number; } }
}
static class Program {
  static void Main() { Console.WriteLine(new Greeter(33).Text); }
}
`

/** The bytes of the program, compiled by mcs as `exe` or `library`. */
export function buildHello(target = 'exe') {
  const folder = mkdtempSync(path.join(tmpdir(), 'txray-hello-'))
  try {
    const code = path.join(folder, 'hello.cs')
    const out = path.join(folder, 'hello.dll')
    writeFileSync(code, source)
    const built = spawnSync('mcs', [`-target:${target}`, `-out:${out}`, code], { encoding: 'utf8' })
    if (built.status !== 0) throw new Error(`mcs failed: ${built.error?.message ?? built.stderr}`)
    return readFileSync(out)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Offsets in an ordinary PE32 image; what mutations write to. */
export function layoutOf(bytes) {
  const u16 = (at) => bytes.readUInt16LE(at)
  const u32 = (at) => bytes.readUInt32LE(at)
  const pe = u32(0x3c)
  const optional = pe + 24
  const directories = optional + 96
  const sectionTable = optional + u16(pe + 20)
  const sections = Array.from({ length: u16(pe + 6) }, (_, index) => {
    const at = sectionTable + index * 40
    const name = bytes.toString('latin1', at, at + 8).replace(/\0+$/, '')
    return { at, name, va: u32(at + 12), virtualSize: u32(at + 8), rawSize: u32(at + 16), pointer: u32(at + 20) }
  })
  const offsetOf = (rva) => {
    const section = sections.find((one) => rva >= one.va && rva < one.va + one.rawSize)
    if (section === undefined) throw new Error(`RVA ${rva} lies in no section`)
    return section.pointer + rva - section.va
  }
  const cor = offsetOf(u32(directories + 14 * 8))
  const root = offsetOf(u32(cor + 8))
  const storageHeader = root + 16 + u32(root + 12)
  const streams = new Map()
  let at = storageHeader + 4
  for (let index = u16(storageHeader + 2); index > 0; index--) {
    const end = bytes.indexOf(0, at + 8)
    const name = bytes.toString('latin1', at + 8, end)
    streams.set(name, { at, nameAt: at + 8, nameEnd: end, data: root + u32(at), size: u32(at + 4) })
    at += (8 + name.length + 4) & ~3
  }
  const section = (name) => sections.find((one) => one.name === name)
  return { pe, optional, directories, sectionTable, sections, section, offsetOf, cor, root, storageHeader, streams, stream: (name) => streams.get(name) }
}
