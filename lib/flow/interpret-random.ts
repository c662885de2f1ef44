import { bytes, int, type Members, on1, on2, on3, type Reader, thing } from './interpret-member.ts'
import { type Run, spend } from './interpret-run.ts'
import { type Result, raise, type Thing } from './interpret-values.ts'

type Random = Extract<Thing, { readonly kind: 'random' }>

const most = 0x7fff_ffff
const seedBase = 161_803_398
const random: Reader<Random> = thing('random')

/** The platform's generator for a seed: Knuth's subtractive one, the same on every version since 1.1. */
function seeded(seed: number): Random {
  const state = new Int32Array(56)
  const at = (place: number): number => state[place] ?? 0
  let previous = (seedBase - (seed === -0x8000_0000 ? most : Math.abs(seed))) | 0
  state[55] = previous
  let current = 1
  for (let k = 1; k < 55; k++) {
    const place = (21 * k) % 55
    state[place] = current
    current = (previous - current) | 0
    if (current < 0) current += most
    previous = at(place)
  }
  for (let round = 1; round < 5; round++) {
    for (let k = 1; k < 56; k++) {
      const value = (at(k) - at(1 + ((k + 30) % 55))) | 0
      state[k] = value < 0 ? value + most : value
    }
  }
  return { kind: 'random', state, next: 0, nextPlus: 21 }
}

function sample(self: Random): number {
  self.next = self.next >= 55 ? 1 : self.next + 1
  self.nextPlus = self.nextPlus >= 55 ? 1 : self.nextPlus + 1
  let value = ((self.state[self.next] ?? 0) - (self.state[self.nextPlus] ?? 0)) | 0
  if (value === most) value--
  if (value < 0) value += most
  self.state[self.next] = value
  return value
}

const fraction = (self: Random): number => sample(self) * (1 / most)

function between(self: Random, low: number, high: number): Result {
  if (low > high) return raise('System.ArgumentOutOfRangeException')
  const range = high - low
  if (range <= most) return (Math.trunc(fraction(self) * range) + low) | 0
  return { kind: 'stop', because: 'System.Random::Next over more than 31 bits' }
}

function fill(run: Run, self: Random, target: Uint8Array): Result {
  for (let at = 0; at < target.length; at++) target[at] = sample(self) % 256
  return spend(run, target.length >> 2)
}

/** System.Random with a seed; without one it depends on the clock and is not here. */
export const randomMembers: Members = [
  ['System.Random::.ctor(System.Int32)', on1(int, (run, seed) => spend(run, 64) ?? seeded(seed))],
  ['System.Random::Next()', on1(random, (_run, self) => sample(self))],
  ['System.Random::Next(System.Int32)', on2(random, int, (_run, self, high) => between(self, 0, high))],
  ['System.Random::Next(System.Int32,System.Int32)', on3(random, int, int, (_run, self, low, high) => between(self, low, high))],
  ['System.Random::NextDouble', on1(random, (_run, self) => ({ kind: 'float', value: fraction(self) }))],
  ['System.Random::NextBytes(System.Byte[])', on2(random, bytes, fill)],
]
