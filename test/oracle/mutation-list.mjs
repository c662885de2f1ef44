// One change to a program each: what real loaders make of it is measured by mutations.mjs.

const set16 = (at, value) => (bytes) => bytes.writeUInt16LE(value, at)
const set32 = (at, value) => (bytes) => bytes.writeUInt32LE(value >>> 0, at)
const set8 = (at, value) => (bytes) => bytes.writeUInt8(value, at)
const both =
  (...changes) =>
  (bytes) => {
    for (const change of changes) change(bytes)
  }
const cut = (length) => (bytes) => bytes.subarray(0, bytes.length - length)

/** The changes by name, in the order they are told; `bytes` is the unchanged image, `at` its layout. A change may return other bytes. */
export function mutationsOf(bytes, at) {
  const { pe, optional, directories, cor, root, storageHeader } = at
  const directory = (index) => directories + index * 8
  const text = at.section('.text')
  const reloc = at.section('.reloc')
  const stream = (name) => at.stream(name)
  const tables = stream('#~').data
  const u32 = (place) => bytes.readUInt32LE(place)
  const rename = (from, to) => (copy) => copy.write(to, stream(from).nameAt, 'latin1')
  return new Map([
    ['original', () => {}],
    ['numberOfSymbols=1', set32(pe + 16, 1)],
    ['NumberOfRvaAndSizes=2', set32(directories - 4, 2)],
    ['NumberOfRvaAndSizes=15', set32(directories - 4, 15)],
    ['NumberOfRvaAndSizes=0x7fffffff', set32(directories - 4, 0x7fffffff)],
    ['COM dir Size=0', set32(directory(14) + 4, 0)],
    ['COM dir Size=8', set32(directory(14) + 4, 8)],
    ['COR cb=0', set32(cor, 0)],
    ['COR MetaDataSize=0', set32(cor + 12, 0)],
    ['COR MetaDataSize=16', set32(cor + 12, 16)],
    ['COR version 0.0', set32(cor + 4, 0)],
    ['COR Flags=0', set32(cor + 16, 0)],
    ['cert dir 8 bytes', both(set32(directory(4), 0x10), set32(directory(4) + 4, 8))],
    ['cut last 0x200 (.reloc gone)', cut(0x200)],
    ['cut 1 byte', cut(1)],
    ['VirtualSize(.text)=0', set32(text.at + 8, 0)],
    ['SizeOfRawData(.reloc)=0x7fffffff', set32(reloc.at + 16, 0x7fffffff)],
    ['PointerToRawData+0x10', set32(text.at + 20, text.pointer + 0x10)],
    [
      'SOH+8 moved table',
      (copy) => {
        copy.writeUInt16LE(copy.readUInt16LE(pe + 20) + 8, pe + 20)
        copy.copy(copy, at.sectionTable + 8, at.sectionTable, at.sectionTable + at.sections.length * 40)
      },
    ],
    ['Magic 0x107', set16(optional, 0x107)],
    ['Machine 0x8664 w/ PE32', set16(pe + 4, 0x8664)],
    ['Machine=0', set16(pe + 4, 0)],
    ['characteristics no EXE', set16(pe + 22, bytes.readUInt16LE(pe + 22) & ~2)],
    ['md minor/major=0', set32(root + 4, 0)],
    ['md version string empty', (copy) => copy.fill(0, root + 16, storageHeader)],
    ['md Flags(StorageHeader)=1', set8(storageHeader, 1)],
    ['stream #US size 0', set32(stream('#US').at + 4, 0)],
    ['stream #Strings size 0', set32(stream('#Strings').at + 4, 0)],
    ['stream #Strings size 0x7fffffff', set32(stream('#Strings').at + 4, 0x7fffffff)],
    ['#GUID off beyond', set32(stream('#GUID').at, u32(cor + 12) + 0x1000)],
    ['#~ renamed #-', rename('#~', '#-')],
    ['#Strings lowercased', rename('#Strings', '#strings')],
    ['#~ reserved dword', set32(tables, 0x11223344)],
    ['#~ schema ver 1.0', both(set8(tables + 4, 1), set8(tables + 5, 0))],
    ['#~ log2rid=0', set8(tables + 7, 0)],
    ['#~ sorted=0', both(set32(tables + 16, 0), set32(tables + 20, 0))],
    ['#~ valid unknown bit 63 (no count)', set8(tables + 15, bytes[tables + 15] | 0x80)],
    ['#~ MajorVersion 9', set8(tables + 4, 9)],
    ['Module rows high byte (0x01000001)', set32(tables + 24, 0x01000001)],
    ['SectionAlignment/FileAlignment=0x10', both(set32(optional + 32, 0x10), set32(optional + 36, 0x10))],
    ['SizeOfOptionalHeader=0xE8 (no move)', set16(pe + 20, 0xe8)],
    ['.text name junk', (copy) => copy.fill(0xff, text.at, text.at + 8)],
    ['.text writable+code', set32(text.at + 36, u32(text.at + 36) | 0x80000000)],
    ['Win32VersionValue=1', set32(optional + 52, 1)],
    ['SizeOfImage=0', set32(optional + 56, 0)],
    ['SizeOfHeaders=0', set32(optional + 60, 0)],
    ['Subsystem=0', set16(optional + 68, 0)],
    ['AddressOfEntryPoint=0', set32(optional + 16, 0)],
    ['Import dir zeroed', both(set32(directory(1), 0), set32(directory(1) + 4, 0))],
    ['Reloc dir zeroed', both(set32(directory(5), 0), set32(directory(5) + 4, 0))],
    ['Export dir rva=0x2000 size 40', both(set32(directory(0), 0x2000), set32(directory(0) + 4, 40))],
    ['COR Flags bit 0x100', set32(cor + 16, u32(cor + 16) | 0x100)],
    ['COR major=1', set16(cor + 4, 1)],
    ['COR major=3', set16(cor + 4, 3)],
    ['MD sig COM+', (copy) => copy.write('COM+', root, 'latin1')],
    ['stream #US overlaps #Strings', set32(stream('#US').at, stream('#Strings').data - root)],
    ['#Strings overlaps #~ (size grows)', set32(stream('#~').at + 4, stream('#~').size + 0x40)],
    ['heaps flag 0x80 HasDelete', set8(tables + 6, bytes[tables + 6] | 0x80)],
    ['heaps flag 0x20', set8(tables + 6, bytes[tables + 6] | 0x20)],
    ['heaps flag 0x08 padding', set8(tables + 6, bytes[tables + 6] | 0x08)],
    ['#Strings no final NUL', (copy) => copy.fill(0x41, lastByte(copy, stream('#Strings')), stream('#Strings').data + stream('#Strings').size)],
    ['#Strings byte0 != 0', set8(stream('#Strings').data, 0x41)],
    ['#Blob byte0 != 0', set8(stream('#Blob').data, 0x41)],
    ['name padding junk', (copy) => copy.fill(0x41, stream('#~').nameEnd + 1, (stream('#~').nameEnd + 4) & ~3)],
    ['NumberOfStreams=200', set16(storageHeader + 2, 200)],
    ['DOS header zeroed except MZ + e_lfanew', (copy) => copy.fill(0, 2, 0x3c)],
  ])
}

/** The NULs that end the heap: everything behind its last character. */
function lastByte(bytes, heap) {
  let end = heap.data + heap.size
  while (bytes[end - 1] === 0) end--
  return end
}
