import t from 'tap'
import { inspect } from '../lib/index.ts'
import { bytesOf } from './make/root.ts'

// an iterator of Roslyn makes another one of itself when it is enumerated again
for (const build of ['mcs', 'roslyn', 'roslyn-debug']) {
  t.test(`${build}: an iterator that is enumerated makes no end of further ones`, async (t) => {
    const { completeness } = inspect(bytesOf('samples/bin', `pairs-ways.${build}.dll`), { name: 'pairs-ways.dll' })
    t.strictSame([completeness.status, completeness.limits], ['complete', []])
  })
}
