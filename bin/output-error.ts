import { fileErrorText } from './read-at-most.ts'

const name = 'OutputError'

/** What could not be written, and why, as an error that is no defect of txray: a full disk, a folder that is gone. */
export function outputError(path: string, error: unknown): Error {
  const told = new Error(`cannot write ${path}: ${fileErrorText(error)}`, { cause: error })
  told.name = name
  return told
}

export function isOutputError(error: unknown): error is Error {
  return error instanceof Error && error.name === name
}
