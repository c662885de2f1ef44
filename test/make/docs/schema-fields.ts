import { profileSchema } from '../validate.ts'

/** A part of the schema, as far as this schema uses the language. */
export interface SchemaNode {
  readonly description: string | null
  readonly types: readonly string[]
  /** Of `enum` or `const`, without null. */
  readonly words: readonly string[]
  readonly pattern: string | null
  readonly minimum: number | null
  readonly maximum: number | null
  readonly isNullable: boolean
  /** Name of a definition, `#` for a whole profile, or null. */
  readonly ref: string | null
  readonly items: SchemaNode | null
  readonly properties: ReadonlyMap<string, SchemaNode>
}

/** A property of some object: `path` is `findings[].path[].token`, or begins with `$` and the name of a definition. */
export interface SchemaField {
  readonly path: string
  readonly node: SchemaNode
}

/** Top-level properties stand below the root, everything that is referred to by name in `definitions`. */
export interface Schema {
  readonly root: SchemaNode
  readonly definitions: ReadonlyMap<string, SchemaNode>
}

/** The schema of a profile, as it ships. */
export const schema: Schema = readSchema(profileSchema)

/** A schema given as JSON. */
export function readSchema(json: unknown): Schema {
  return { root: nodeOf(json), definitions: nodesOf(memberOf(json, '$defs')) }
}

/** What a reference leads to; a node that refers to nothing is its own. */
export function resolved({ root, definitions }: Schema, node: SchemaNode): SchemaNode {
  if (node.ref === null) return node
  const target = node.ref === '#' ? root : definitions.get(node.ref)
  if (target === undefined) throw new TypeError(`the schema has no definition ${node.ref}`)
  return target
}

/** Every property below a node, by its path, in the order of the schema. `isLeft` ends the way at a reference. */
export function fieldsBelow(schema: Schema, node: SchemaNode, path: string, isLeft: (ref: string) => boolean): SchemaField[] {
  if (node.ref !== null && (node.ref === '#' || isLeft(node.ref))) return []
  const target = resolved(schema, node)
  if (target.items !== null) return fieldsBelow(schema, target.items, `${path}[]`, isLeft)
  return [...target.properties].flatMap(([name, child]) => {
    const at = path === '' ? name : `${path}.${name}`
    return [{ path: at, node: child }, ...fieldsBelow(schema, child, at, isLeft)]
  })
}

/** Each property as it stands in the schema, once: below the root and below each definition. */
export function declaredFields(schema: Schema): SchemaField[] {
  const stay = () => true
  return [
    ...fieldsBelow(schema, schema.root, '', stay),
    ...[...schema.definitions].flatMap(([name, node]) => [{ path: `$${name}`, node }, ...fieldsBelow(schema, node, `$${name}`, stay)]),
  ]
}

/** Fields without a description, of their own or of the definition that they refer to; and words that no description explains. */
export function undescribed(schema: Schema): string[] {
  return declaredFields(schema).flatMap(({ path, node }) => {
    const text = `${node.description ?? ''} ${node.ref === null ? '' : (resolved(schema, node).description ?? '')}`
    const words = node.items === null ? node.words : node.items.words
    return [...(text.trim() === '' ? [path] : []), ...words.filter((word) => !text.includes(`\`${word}\``)).map((word) => `${path}: ${word}`)]
  })
}

function nodeOf(json: unknown): SchemaNode {
  const options = listOf(memberOf(json, 'anyOf'))
  const [only] = options.filter((option) => memberOf(option, 'type') !== 'null')
  if (only !== undefined) return { ...nodeOf(only), description: textOf(memberOf(json, 'description')), isNullable: true }
  const type = memberOf(json, 'type')
  const types = (Array.isArray(type) ? listOf(type) : [type]).filter((one) => typeof one === 'string')
  const values = [...listOf(memberOf(json, 'enum')), memberOf(json, 'const')]
  const items = memberOf(json, 'items')
  return {
    description: textOf(memberOf(json, 'description')),
    types: types.filter((one) => one !== 'null'),
    words: values.filter((one) => typeof one === 'string'),
    pattern: textOf(memberOf(json, 'pattern')),
    minimum: numberOf(memberOf(json, 'minimum')),
    maximum: numberOf(memberOf(json, 'maximum')),
    isNullable: types.includes('null') || values.includes(null),
    ref: textOf(memberOf(json, '$ref'))?.replace('#/$defs/', '') ?? null,
    items: items === undefined ? null : nodeOf(items),
    properties: nodesOf(memberOf(json, 'properties')),
  }
}

function nodesOf(json: unknown): Map<string, SchemaNode> {
  return new Map(typeof json === 'object' && json !== null ? Object.entries(json).map(([name, value]) => [name, nodeOf(value)]) : [])
}

function memberOf(json: unknown, key: string): unknown {
  return typeof json === 'object' && json !== null ? Object.entries(json).find(([name]) => name === key)?.[1] : undefined
}

function listOf(json: unknown): unknown[] {
  return Array.isArray(json) ? json : []
}

function textOf(json: unknown): string | null {
  return typeof json === 'string' ? json : null
}

function numberOf(json: unknown): number | null {
  return typeof json === 'number' ? json : null
}
