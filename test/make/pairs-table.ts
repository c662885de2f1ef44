#!/usr/bin/env node
// A table of all pairs in all builds: pair, build, what is wrong with the claim, what with the near miss. Words after the
// command choose builds or pairs: `pairs-table.js pairs-guards.mcs 131`. `--right` shows those that are right as well.
import { judgeBuild, pairBuilds } from './pairs.ts'

const words = process.argv.slice(2)
const showRight = words.includes('--right')
const builds = words.filter((word) => /^[a-z]/.test(word))
const numbers = new Set(words.filter((word) => /^\d+$/.test(word)).map(Number))

let right = 0
let all = 0
for (const one of pairBuilds()) {
  if (builds.length > 0 && !builds.some((word) => one.build.startsWith(word))) continue
  const pairs = one.pairs.filter(({ pair }) => numbers.size === 0 || numbers.has(pair))
  if (pairs.length === 0) continue
  let here = 0
  for (const { pair, build, about, claim, other } of judgeBuild({ ...one, pairs }).results) {
    if (claim.length + other.length === 0) here++
    else console.log(`${pair}\t${build}\tclaim ${claim.join('; ') || 'ok'}\tother ${other.join('; ') || 'ok'}\t(${about})`)
    if (showRight && claim.length + other.length === 0) console.log(`${pair}\t${build}\tclaim ok\tother ok\t(${about})`)
  }
  console.log(`${one.build}: ${here} of ${pairs.length} pairs`)
  right += here
  all += pairs.length
}
console.log(`${right} of ${all} pairs are told apart as they should be`)
