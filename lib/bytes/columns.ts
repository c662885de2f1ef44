/**
 * Room for columns of numbers. A method takes dozens of small ones, and a buffer of its own for each costs far more than what is
 * written there, so they stand one behind the other in larger buffers. Each piece is given once, and is zero.
 */
export interface Room {
  readonly int32: (length: number) => Int32Array
  readonly uint16: (length: number) => Uint16Array
  readonly uint8: (length: number) => Uint8Array
}

const bufferSize = 0x1_0000

/** Longer columns have their own buffers: little of a shared one is ever left over. */
const mostShared = bufferSize / 8

function makeRoom(): Room {
  let buffer = new ArrayBuffer(0)
  let used = 0
  const place = (bytes: number): number => {
    if (used + bytes > buffer.byteLength) {
      buffer = new ArrayBuffer(bufferSize)
      used = 0
    }
    const at = used
    // the next one may be of any type
    used = (used + bytes + 3) & ~3
    return at
  }
  return {
    int32: (length) => {
      if (length * 4 > mostShared) return new Int32Array(length)
      const at = place(length * 4)
      return new Int32Array(buffer, at, length)
    },
    uint16: (length) => {
      if (length * 2 > mostShared) return new Uint16Array(length)
      const at = place(length * 2)
      return new Uint16Array(buffer, at, length)
    },
    uint8: (length) => {
      if (length > mostShared) return new Uint8Array(length)
      const at = place(length)
      return new Uint8Array(buffer, at, length)
    },
  }
}

/** For what an analysis keeps. A buffer lives as long as any column in it; only the last one outlives the analysis. */
export const lasting: Room = makeRoom()

/** For what is not needed any more when the function that takes it ends: it must not hold buffers of what is kept. */
export const passing: Room = makeRoom()
