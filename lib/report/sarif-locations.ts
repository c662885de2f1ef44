import type { Evidence } from '../profile/profile.ts'
import { withoutParameters } from './owner.ts'
import { ilText } from './page-findings.ts'

export interface Locations {
  /** The place as SARIF's `location`; null where nothing of it is known. */
  readonly location: (at: Evidence, uri: string, message?: string) => object | null
  readonly logical: () => readonly object[]
  readonly addresses: () => readonly object[]
}

/** Collects the methods that results name, each once: as logical locations below their type, and as addresses by token. */
export function makeLocations(): Locations {
  const logical: object[] = []
  const addresses: object[] = []
  const logicalIndexes = new Map<string, number>()
  const addressIndexes = new Map<string, number>()
  const indexOf = (indexes: Map<string, number>, list: object[], key: string, make: () => object): number => {
    const known = indexes.get(key)
    if (known !== undefined) return known
    const index = list.push(make()) - 1
    indexes.set(key, index)
    return index
  }
  const typeIndex = (type: string): number => indexOf(logicalIndexes, logical, `type ${type}`, () => ({ name: type, fullyQualifiedName: type, kind: 'type' }))
  const methodIndex = ({ method, token, assembly }: Evidence): number | null => {
    if (method === null) return null
    const plain = withoutParameters(method)
    const colons = plain.lastIndexOf('::')
    const parent = colons < 0 ? {} : { parentIndex: typeIndex(plain.slice(0, colons)) }
    return indexOf(logicalIndexes, logical, `method ${assembly ?? ''} ${token ?? ''} ${method}`, () => ({
      name: colons < 0 ? plain : plain.slice(colons + 2),
      fullyQualifiedName: method,
      ...(token === null ? {} : { decoratedName: `${token} ${method}` }),
      kind: 'function',
      ...parent,
      ...(assembly === null ? {} : { properties: { mvid: assembly } }),
    }))
  }
  const addressOf = (at: Evidence): object | null => {
    const { token, ilOffset, method, assembly } = at
    if (token === null) return null
    const parent = indexOf(addressIndexes, addresses, `${assembly ?? ''} ${token}`, () => ({
      kind: 'function',
      name: token,
      ...(method === null ? {} : { fullyQualifiedName: method }),
    }))
    if (ilOffset === null) return { index: parent }
    return { kind: 'instruction', name: ilText(ilOffset), fullyQualifiedName: `${token}+${ilText(ilOffset)}`, offsetFromParent: ilOffset, parentIndex: parent }
  }
  return {
    location: (at, uri, message) => {
      const index = methodIndex(at)
      const address = addressOf(at)
      // bytes are those of the file that was inspected; another assembly's offsets have nothing to stand in
      const isOwn = at.assembly === null
      const region = isOwn && at.fileOffset !== null ? { region: { byteOffset: at.fileOffset } } : {}
      const artifact = isOwn ? { artifactLocation: { uri, index: 0 } } : {}
      const physical = address === null && !isOwn ? {} : { physicalLocation: { ...artifact, ...region, ...(address === null ? {} : { address }) } }
      const named = index === null ? {} : { logicalLocations: [{ index, fullyQualifiedName: at.method }] }
      const location = { ...physical, ...named, ...(message === undefined ? {} : { message: { text: message } }) }
      return Object.keys(location).length === 0 ? null : location
    },
    logical: () => logical,
    addresses: () => addresses,
  }
}
