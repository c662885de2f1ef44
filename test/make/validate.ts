import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import { bytesOf } from './root.ts'

/** The JSON Schema of a profile as it ships. */
export const profileSchema: unknown = JSON.parse(new TextDecoder().decode(bytesOf('schema', 'profile.json')))

const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(asSchema(profileSchema))

/** What is wrong with a profile by its schema: one line an error, the place first. Empty when it is valid. */
export function validateProfile(profile: unknown): string[] {
  return validate(profile) ? [] : (validate.errors ?? []).map(errorText)
}

function errorText({ instancePath, message, params }: ErrorObject): string {
  return `${instancePath || '/'} ${message ?? ''} ${JSON.stringify(params)}`
}

function asSchema(value: unknown): object {
  if (typeof value !== 'object' || value === null) throw new TypeError('schema/profile.json is not an object')
  return value
}
