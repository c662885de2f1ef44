/** AES on blocks of 16 bytes, encryption and decryption. FIPS 197; modes by SP 800-38A. */
const sbox = new Uint8Array(256)
const inverse = new Uint8Array(256)
fillBoxes()

/** Multiplicative inverses in GF(2^8) by walking powers of 3, then the affine map. FIPS 197 5.1.1 */
function fillBoxes(): void {
  let power = 1
  let inverted = 1
  do {
    power = (power ^ (power << 1) ^ (power & 0x80 ? 0x11b : 0)) & 0xff
    for (const shift of [1, 2, 4]) inverted = (inverted ^ (inverted << shift)) & 0xff
    inverted ^= inverted & 0x80 ? 0x09 : 0
    const rotated = (count: number): number => ((inverted << count) | (inverted >> (8 - count))) & 0xff
    sbox[power] = inverted ^ rotated(1) ^ rotated(2) ^ rotated(3) ^ rotated(4) ^ 0x63
  } while (power !== 1)
  sbox[0] = 0x63
  for (let value = 0; value < 256; value++) inverse[sbox[value] ?? 0] = value
}

const double = (value: number): number => ((value << 1) ^ (value & 0x80 ? 0x11b : 0)) & 0xff

/** Product in GF(2^8) by a factor below 16. */
function times(value: number, factor: number): number {
  let product = 0
  let power = value
  for (let bits = factor; bits > 0; bits >>= 1) {
    if ((bits & 1) === 1) product ^= power
    power = double(power)
  }
  return product
}

/** Round keys one behind the other, 16 bytes each; null where the key has no length of AES. FIPS 197 5.2 */
export function expandKey(key: Uint8Array): Uint8Array | null {
  if (key.length !== 16 && key.length !== 24 && key.length !== 32) return null
  const keys = new Uint8Array(16 * (key.length / 4 + 7))
  keys.set(key)
  let constant = 1
  for (let at = key.length; at < keys.length; at += 4) {
    let word = [...keys.subarray(at - 4, at)]
    if (at % key.length === 0) {
      word = [...word.slice(1), ...word.slice(0, 1)].map((one) => sbox[one] ?? 0)
      word[0] = (word[0] ?? 0) ^ constant
      constant = double(constant)
    } else if (key.length === 32 && at % 32 === 16) word = word.map((one) => sbox[one] ?? 0)
    for (let k = 0; k < 4; k++) keys[at + k] = (keys[at + k - key.length] ?? 0) ^ (word[k] ?? 0)
  }
  return keys
}

function addKey(block: Uint8Array, keys: Uint8Array, round: number): void {
  for (let k = 0; k < 16; k++) block[k] = (block[k] ?? 0) ^ (keys[round * 16 + k] ?? 0)
}

/** Substitutes bytes and shifts row r by r columns, to the left or back. */
function substitute(block: Uint8Array, box: Uint8Array, direction: 1 | -1): void {
  const before = block.slice()
  for (let row = 0; row < 4; row++) {
    for (let column = 0; column < 4; column++) {
      block[column * 4 + row] = box[before[((column + direction * row + 4) % 4) * 4 + row] ?? 0] ?? 0
    }
  }
}

/** Multiplies each column with the circulant matrix of these factors. */
function mix(block: Uint8Array, factors: readonly number[]): void {
  for (let column = 0; column < 16; column += 4) {
    const before = block.slice(column, column + 4)
    for (let row = 0; row < 4; row++) {
      let sum = 0
      for (let k = 0; k < 4; k++) sum ^= times(before[k] ?? 0, factors[(k - row + 4) % 4] ?? 0)
      block[column + row] = sum
    }
  }
}

/** One block, in place. FIPS 197 5.1 */
export function encryptBlock(block: Uint8Array, keys: Uint8Array): void {
  const rounds = keys.length / 16 - 1
  addKey(block, keys, 0)
  for (let round = 1; round <= rounds; round++) {
    substitute(block, sbox, 1)
    if (round < rounds) mix(block, [2, 3, 1, 1])
    addKey(block, keys, round)
  }
}

/** One block, in place. FIPS 197 5.3 */
export function decryptBlock(block: Uint8Array, keys: Uint8Array): void {
  const rounds = keys.length / 16 - 1
  for (let round = rounds; round >= 1; round--) {
    addKey(block, keys, round)
    if (round < rounds) mix(block, [14, 11, 13, 9])
    substitute(block, inverse, -1)
  }
  addKey(block, keys, 0)
}

/** Whole blocks, chained with an IV (CBC) or each by itself (ECB, no IV). SP 800-38A 6.1, 6.2 */
export function cryptBlocks(data: Uint8Array, keys: Uint8Array, iv: Uint8Array | null, decrypts: boolean): Uint8Array {
  const out = data.slice()
  let chain = iv
  for (let at = 0; at + 16 <= out.length; at += 16) {
    const block = out.subarray(at, at + 16)
    const before = block.slice()
    if (chain !== null && !decrypts) for (let k = 0; k < 16; k++) block[k] = (block[k] ?? 0) ^ (chain[k] ?? 0)
    if (decrypts) decryptBlock(block, keys)
    else encryptBlock(block, keys)
    if (chain !== null && decrypts) for (let k = 0; k < 16; k++) block[k] = (block[k] ?? 0) ^ (chain[k] ?? 0)
    if (chain !== null) chain = decrypts ? before : block
  }
  return out
}
