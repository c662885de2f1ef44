// Images with one field changed each, the same for the same seed.

const values = [
  0, 1, 2, 3, 4, 8, 0x10, 0x7f, 0x80, 0xff, 0x100, 0x200, 0x400, 0x1000, 0x2000, 0x4000, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff,
]

/** `count` images from the bases, each with a sentence that says what was changed. */
export function damage(bases, count, seed) {
  let state = seed >>> 0 || 1
  const random = (below) => {
    state ^= state << 13
    state >>>= 0
    state ^= state >>> 17
    state = (state ^ (state << 5)) >>> 0
    return state % below
  }
  const pick = (list) => list[random(list.length)]
  return Array.from({ length: count }, () => {
    const number = random(bases.length)
    const { bytes, at } = bases[number]
    const region = pick(regionsOf(bytes, at))
    const width = pick([1, 2, 4])
    const offset = region.at + Math.floor(random(region.length) / width) * width
    const old = bytes.readUIntLE(offset, width)
    const change = pick([() => pick(values), () => old + 1, () => old - 1, () => old ^ (1 << random(8 * width)), () => random(256)])
    const size = 2 ** (8 * width)
    const value = ((change() % size) + size) % size
    const copy = Buffer.from(bytes)
    copy.writeUIntLE(value, offset, width)
    return { bytes: copy, what: `image ${number}, ${region.name} +${offset - region.at}: ${old} to ${value} (${width} bytes)` }
  })
}

function regionsOf(bytes, at) {
  const tables = at.stream('#~')
  const place = (name, start, length) => ({ name, at: start, length })
  return [
    place('DOS header', 0, 64),
    place('PE headers', at.pe, at.directories - at.pe + 128),
    place('section table', at.sectionTable, at.sections.length * 40),
    place('CLI header', at.cor, 72),
    place('metadata root', at.root, at.storageHeader - at.root + 100),
    place('table header', tables.data, 84),
    place('tables', tables.data, tables.size),
    place('relocations', at.section('.reloc').pointer, 16),
    place('imports', at.offsetOf(bytes.readUInt32LE(at.directories + 8)), 80),
  ]
}
