import fc from 'fast-check'
import t from 'tap'
import { spanOf } from '../lib/bytes/span.ts'
import { FormatError } from '../lib/errors.ts'
import { limits } from '../lib/limits.ts'
import { directoryNames } from '../lib/pe/directories.ts'
import { findOverlay, type Image, isImage, readImage, spanAtRva } from '../lib/pe/image.ts'
import { buildImage, fieldAt, firstRva, type ImageParts, patched, peAt } from './make/image.ts'
import { bytesOf } from './make/root.ts'

const read = (bytes: Uint8Array): Image => readImage(spanOf(bytes))
const build = (parts: ImageParts = {}): Image => read(buildImage(parts))
const fill = (length: number, value: number): Uint8Array => new Uint8Array(length).fill(value)
const at = (image: Image, rva: number): [offset: number, first: number | undefined, length: number] => {
  const span = spanAtRva(image, rva)
  return [span.offset, span.bytes[0], span.bytes.length]
}

t.test('PE32 and PE32+ headers give their fields and sections', async (t) => {
  for (const is64 of [false, true]) {
    const image = build({
      is64,
      sections: [
        { name: '.text', data: fill(16, 1) },
        { name: 'eightchr', data: fill(8, 2) },
      ],
    })
    t.match(image, { is64, machine: is64 ? 0x8664 : 0x14c, characteristics: 0x2102, timeDateStamp: 0x5e0be100, subsystem: 3 })
    t.match(image, { sectionAlignment: 0x2000, fileAlignment: 0x200, sizeOfHeaders: 0x400, defects: [] })
    t.match(image.sections, [
      { name: '.text', virtualAddress: 0x2000, virtualSize: 16, offset: 0x400, size: 16, characteristics: 0x60000020 },
      { name: 'eightchr', virtualAddress: 0x4000, virtualSize: 8, offset: 0x600, size: 8 },
    ])
  }
})

t.test('both signatures are asked for', async (t) => {
  const image = buildImage()
  t.ok(isImage(spanOf(image)))
  t.throws(() => read(patched(image, [0, 0x4d5b, 2])), { code: 'bad-magic' })
  t.throws(() => read(patched(image, [peAt, 0x14550, 4])), { code: 'bad-magic' })
  t.throws(() => read(patched(image, [0x3c, 0xffff_fff0, 4])), { code: 'bad-magic' })
  t.throws(() => read(image.subarray(0, 63)), { code: 'bad-magic' })
  t.throws(() => read(new Uint8Array()), { code: 'bad-magic' })
})

t.test('a DOS header that is zero but for MZ and e_lfanew is enough', async (t) => {
  const image = buildImage({ sections: [{ data: fill(4, 7) }] })
  t.equal(read(patched(image, ...Array.from({ length: 58 }, (_, k) => [2 + k, 0, 1] as const))).sections.length, 1)
})

t.test('all 16 directories are read, whatever NumberOfRvaAndSizes says', async (t) => {
  const directories = Object.fromEntries(directoryNames.map((_, index) => [index, [0x2000 + index, index + 1] as const]))
  for (const is64 of [false, true]) {
    for (const numberOfRvaAndSizes of [0, 2, 15, 16, 0x13, 0x7fff_ffff]) {
      const image = build({ is64, directories, numberOfRvaAndSizes })
      t.same(
        image.directories,
        directoryNames.map((name, index) => ({ name, rva: 0x2000 + index, size: index + 1 })),
      )
    }
  }
})

t.test('a symbol count and a certificate directory stop nothing', async (t) => {
  const image = build({ numberOfSymbols: 1, directories: { 4: [0xffff_ff00, 0xffff] }, sections: [{ data: fill(4, 7) }] })
  t.equal(image.sections.length, 1)
  t.same(image.defects, [])
})

t.test('the section table stands behind the stated optional header', async (t) => {
  const image = build({ sizeOfOptionalHeader: 0xe8, sections: [{ name: '.text', data: fill(4, 7) }], directories: { 14: [firstRva, 72] } })
  t.equal(image.sections[0]?.name, '.text')
  t.equal(image.directories[14]?.rva, firstRva)
  t.match(image.defects, [{ code: 'bad-value', offset: fieldAt.sizeOfOptionalHeader }])
})

t.test('an optional header of any stated size gives an image or a FormatError', async (t) => {
  for (const size of [0, 1, 2, 0x60, 0xdf, 0xe1, 0x1000, 0xffff]) {
    const image = buildImage({ sections: [{ data: fill(4, 7) }], directories: { 14: [firstRva, 72] } })
    const { directories, defects } = read(patched(image, [fieldAt.sizeOfOptionalHeader, size, 2]))
    t.equal(directories[14]?.rva, firstRva, `directories do not move with ${size}`)
    t.ok(defects.some((defect) => defect.code === 'bad-value'))
  }
})

t.test('more sections than the file has room for, or than the bound, are told and left out', async (t) => {
  const small = build({ sections: [{ data: fill(4, 7) }], numberOfSections: 65_535 })
  t.ok(small.sections.length < limits.sections)
  t.match(small.defects, [{ code: 'truncated', offset: fieldAt.numberOfSections }])
  const large = build({ sections: [{ data: fill(65_535 * 40, 0) }], numberOfSections: 65_535 })
  t.equal(large.sections.length, limits.sections)
  t.match(large.defects, [{ code: 'limit', offset: fieldAt.numberOfSections }])
  t.equal(build({ sections: [{ data: fill(4, 7) }], numberOfSections: 0 }).sections.length, 0)
})

t.test('a section that runs past the end of the file is cut there', async (t) => {
  const image = build({ sections: [{ data: fill(16, 7), rawSize: 0xffff_ffff, virtualSize: 0xffff_ffff }] })
  t.match(image.sections, [{ offset: 0x400, size: 16, sizeOfRawData: 0xffff_ffff }])
  t.match(image.defects, [{ code: 'truncated' }])
  const behind = build({
    sections: [
      { data: fill(16, 7), virtualAddress: 0x2000 },
      { data: new Uint8Array(), pointer: 0, rawSize: 0x200 },
    ],
  })
  t.match(behind.sections[1], { size: 0 })
})

t.test('a section that starts behind the file is empty', async (t) => {
  const bytes = buildImage({ sections: [{ data: fill(16, 7) }] })
  const pointer = fieldAt.optional + 0xe0 + 20
  const image = read(patched(bytes, [pointer, 0xffff_fe00, 4]))
  t.match(image.sections, [{ size: 0 }])
  t.throws(() => spanAtRva(image, firstRva), { code: 'bad-index' })
})

t.test('a file cut at any byte gives an image or a FormatError', async (t) => {
  const bytes = buildImage({ is64: true, sections: [{ data: fill(16, 7) }] })
  for (let length = 0; length < bytes.length; length++) {
    try {
      const image = read(bytes.slice(0, length))
      t.ok(image.sections.every((one) => one.offset + one.size <= length))
    } catch (error) {
      if (!(error instanceof FormatError)) t.fail(`${length}: ${String(error)}`)
    }
  }
})

t.test('an RVA is mapped through its section to the end of its bytes', async (t) => {
  const image = build({ sections: [{ data: fill(16, 1) }, { data: fill(32, 2) }] })
  t.same(at(image, 0x2000), [0x400, 1, 16])
  t.same(at(image, 0x200f), [0x40f, 1, 1])
  t.same(at(image, 0x4010), [0x610, 2, 16])
  t.throws(() => spanAtRva(image, 0x6000), { code: 'bad-index' })
  t.throws(() => spanAtRva(image, 0xffff_ffff), { code: 'bad-index' })
})

t.test('an RVA below the first section lies in the headers, RVA 0 nowhere', async (t) => {
  const image = build({ sections: [{ data: fill(16, 1) }] })
  t.same(at(image, peAt), [peAt, 0x50, 0x410 - peAt])
  t.throws(() => spanAtRva(image, 0), { code: 'bad-index' })
  t.throws(() => spanAtRva(image, 0x1000), { code: 'bad-index' }, 'behind the file')
  t.same(at(build(), peAt), [peAt, 0x50, 0x400 - peAt], 'an image without sections is headers only')
})

t.test('of overlapping sections the first counts', async (t) => {
  const image = build({
    sections: [
      { data: fill(16, 1), virtualAddress: 0x2000, virtualSize: 0x4000 },
      { data: fill(16, 2), virtualAddress: 0x2000, virtualSize: 0x4000 },
    ],
  })
  t.equal(at(image, 0x2000)[1], 1)
})

t.test('memory behind the raw bytes has none in the file', async (t) => {
  const image = build({ sections: [{ data: fill(16, 1), virtualSize: 0x1000 }] })
  t.throws(() => spanAtRva(image, 0x2010), { code: 'bad-index', offset: 0x410 })
})

t.test('a virtual size of 0 or short of the raw size still maps all raw bytes', async (t) => {
  t.same(at(build({ sections: [{ data: fill(16, 1), virtualSize: 0 }] }), 0x2008), [0x408, 1, 8])
  t.same(at(build({ sections: [{ data: fill(16, 1), virtualSize: 4 }] }), 0x2008), [0x408, 1, 8])
})

t.test('a raw pointer is rounded down to a sector, as Windows does, unless the alignment is smaller', async (t) => {
  const sections = [{ data: fill(0x300, 1), pointer: 0x410 }]
  t.match(build({ sections }).sections, [{ offset: 0x400, pointerToRawData: 0x410 }])
  t.match(build({ sections, fileAlignment: 0x10 }).sections, [{ offset: 0x410 }])
})

t.test('the overlay is what stands behind the last section', async (t) => {
  const sections = [{ data: fill(16, 1) }]
  t.equal(findOverlay(build({ sections })), null)
  t.same(findOverlay(build({ sections, overlay: fill(5, 9) })), { offset: 0x410, size: 5 })
  t.equal(findOverlay(build({ overlay: fill(5, 9) })), null, 'no section, no overlay')
})

t.test('a certificate table at the end of the file is no overlay', async (t) => {
  const sections = [{ data: fill(16, 1) }]
  t.equal(findOverlay(build({ sections, overlay: fill(64, 9), directories: { 4: [0x410, 64] } })), null)
  t.same(findOverlay(build({ sections, overlay: fill(64, 9), directories: { 4: [0x410, 16] } })), { offset: 0x410, size: 64 })
})

t.test('headers are never read from the buffer behind the window', async (t) => {
  const secret = fill(8192, 0x41)
  const bytes = buildImage({ sections: [{ name: '.text', data: fill(16, 7) }], directories: { 14: [firstRva, 72] } })
  for (const length of [peAt + 26, peAt + 60, fieldAt.optional + 0xe0, fieldAt.optional + 0xe0 + 20, 0x408]) {
    secret.set(bytes.subarray(0, length), 4096)
    const pooled = read(secret.subarray(4096, 4096 + length))
    const own = read(bytes.slice(0, length))
    t.same({ ...pooled, file: null }, { ...own, file: null }, `${length} bytes`)
    secret.fill(0x41)
  }
})

t.test('any bytes behind the two signatures give an image or a FormatError', async () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), fc.nat(0xffff_ffff), (tail, rva) => {
      const bytes = buildImage().slice(0, peAt + 4)
      try {
        const image = read(Uint8Array.from([...bytes, ...tail]))
        findOverlay(image)
        const span = spanAtRva(image, rva)
        return span.bytes.length > 0 && span.offset + span.bytes.length <= image.file.bytes.length
      } catch (error) {
        return error instanceof FormatError
      }
    }),
  )
})

t.test('any header field of a real file may hold any value', async () => {
  const sample = bytesOf('samples/bin/shadow-copy.mcs.dll')
  fc.assert(
    fc.property(fc.nat(0x1ff), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat(0xffff), (place, value, rva) => {
      try {
        const image = read(patched(sample, [place, value, 1]))
        spanAtRva(image, rva)
        return true
      } catch (error) {
        return error instanceof FormatError
      }
    }),
    { numRuns: 500 },
  )
})
