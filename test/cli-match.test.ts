import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import type { Outcome } from './make/cli.ts'
import { root } from './make/root.ts'

const main = fileURLToPath(new URL('../bin/main.js', import.meta.url))

function txray(...argv: readonly string[]): Outcome {
  const { FORCE_COLOR: _, ...env } = process.env
  const child = spawnSync(process.execPath, [main, ...argv], { encoding: 'utf8', env: { ...env, NO_COLOR: '1' } })
  return { status: child.status ?? -1, out: child.stdout, err: child.stderr }
}

/** The sample that looks for two recipients by salted hashes, looking for this one instead of the first. */
function implantFor(address: string): Buffer {
  const bytes = readFileSync(join(root, 'samples', 'bin', 'concealed-implant.roslyn.dll'))
  const key = Buffer.alloc(8)
  key.writeBigUInt64LE(0x096da41e7daaf092n)
  const at = bytes.indexOf(key)
  const wanted = createHash('sha256').update(`r7${address}`).digest().readBigUInt64BE(0)
  bytes.writeBigUInt64LE(wanted, at)
  return bytes
}

t.test('an address behind a salted and cut hash is found, from the file and from its profile', async (t) => {
  const at = t.testdir({
    'list.csv': 'Name,PrimarySmtpAddress\nA,first@corp.invalid\nB,Chief@Corp.invalid\n',
    'near.txt': 'first@corp.invalid\nchiefs@corp.invalid\n',
  })
  const file = join(at, 'implant.dll')
  writeFileSync(file, implantFor('chief@corp.invalid'))
  const { status, out, err } = txray('match', 'all', file, '--list', join(at, 'list.csv'), '--format', 'json')
  t.same({ status, err }, { status: 0, err: '' })
  t.match(JSON.parse(out), {
    answer: 'match',
    because: /^1 of 2 hashes are met by entries of the list, 1 by none$/,
    list: { name: 'list.csv', sha256: /^[0-9a-f]{64}$/ },
    matches: [
      {
        line: 3,
        entry: 'Chief@Corp.invalid',
        hashed: 'chief@corp.invalid',
        subject: 'recipient',
        how: 'sha256 of the address in lower case, UTF-8; its first bytes',
      },
    ],
  })
  const profile = join(at, 'profile.json')
  t.equal(txray(file, '-o', profile).status, 0)
  const text = txray('match', 'net.http-upload', '--profile', profile, '--list', join(at, 'list.csv'), '--format', 'text')
  t.equal(text.status, 0)
  t.match(text.out, /^MATCH .*\n(.*\n)* {2}Chief@Corp\.invalid \(line 3\)\n/)
  const near = txray('match', 'all', file, '--list', join(at, 'near.txt'))
  t.match(JSON.parse(near.out), { answer: 'no-match', matches: [] })
})

t.test('what cannot be told, or was given wrongly, is said with its status', async (t) => {
  const at = t.testdir({ 'list.txt': 'a@corp.invalid\n', 'bad.txt': 'hello world\n', 'other.json': '{"a":1}', 'broken.json': '{' })
  const sample = join(root, 'samples', 'bin', 'mime-upload.mcs.dll')
  const implant = join(root, 'samples', 'bin', 'concealed-implant.mcs.dll')
  const list = ['--list', join(at, 'list.txt')]
  const plain = txray('match', 'all', sample, ...list)
  t.equal(plain.status, 0)
  t.match(JSON.parse(plain.out), { answer: 'cannot-tell', because: 'no condition of it compares with a hash' })
  for (const [argv, status, said] of [
    [['match', 'all', implant, '--list', join(at, 'bad.txt')], 12, /^txray: bad\.txt, line 1: no line holds an address or a domain: .*Give a text file/],
    [['match', 'all', implant, '--list', join(at, 'none.txt')], 12, /^txray: none\.txt: no such file\./],
    [['match', 'all', join(at, 'none.dll'), ...list], 11, /none\.dll: no such file/],
    [['match', 'all', join(at, 'other.json'), ...list], 11, /no profile of txray/],
    [['match', 'all', join(at, 'broken.json'), ...list], 11, /begins as JSON and is none/],
    [['match', 'net.http-uplod', implant, ...list], 2, /did you mean .*net\.http-upload.*Findings that compare with a hash are of/],
    [['match', 'all', ...list], 2, /match needs one file/],
    [['match', 'all', implant], 2, /required option '--list/],
    [['match', 'all', implant, ...list, '--algorithm', 'rot13'], 2, /none of those that can be tried/],
  ] as const) {
    const done = txray(...argv)
    t.same({ status: done.status, out: done.out }, { status, out: '' }, argv.join(' '))
    t.match(done.err, said)
  }
})
