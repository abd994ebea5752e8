/** The arithmetic of the understanding, in WebAssembly: what each function does is said in `assembly/`. */
export interface Kernel {
  /** Takes so many bytes, which begin at a multiple of 16 and hold zeros. Views made before it are of no use after it. */
  take(bytes: number): number
  /** Takes back all that was taken, so that one memory serves one task after another. */
  clear(): void
  floats(at: number, count: number): Float32Array
  integers(at: number, count: number): Int32Array
  bytes(at: number, count: number): Uint8Array
  small(at: number, count: number): Int8Array
  shorts(at: number, count: number): Int16Array
  addRows: Call
  addSmallRows: Call
  visit: Call
  follow: Call
  multiply: Call
  multiplyFloats: Call
  quantise: Call
  expand: Call
  normalise: Call
  addBias: Call
  activate: Call
}

type Call = (...numbers: number[]) => number

/** Opens a kernel with a memory of its own, which is let go with it. */
export function openKernel(module: WebAssembly.Module): Kernel {
  const { exports } = new WebAssembly.Instance(module)
  const { memory } = exports
  if (!(memory instanceof WebAssembly.Memory)) throw new Error('The kernel has no memory')
  let used = start
  return {
    take(bytes) {
      const at = used
      used = Math.ceil((used + bytes) / 16) * 16
      const missing = used - memory.buffer.byteLength
      if (missing > 0) memory.grow(Math.ceil(missing / page))
      return at
    },
    clear() {
      new Uint8Array(memory.buffer).fill(0)
      used = start
    },
    floats: (at, count) => new Float32Array(memory.buffer, at, count),
    integers: (at, count) => new Int32Array(memory.buffer, at, count),
    bytes: (at, count) => new Uint8Array(memory.buffer, at, count),
    small: (at, count) => new Int8Array(memory.buffer, at, count),
    shorts: (at, count) => new Int16Array(memory.buffer, at, count),
    addRows: callOf(exports, 'addRows'),
    addSmallRows: callOf(exports, 'addSmallRows'),
    visit: callOf(exports, 'visit'),
    follow: callOf(exports, 'follow'),
    multiply: callOf(exports, 'multiply'),
    multiplyFloats: callOf(exports, 'multiplyFloats'),
    quantise: callOf(exports, 'quantise'),
    expand: callOf(exports, 'expand'),
    normalise: callOf(exports, 'normalise'),
    addBias: callOf(exports, 'addBias'),
    activate: callOf(exports, 'activate'),
  }
}

const page = 65_536
/** The first bytes are left alone, so that no address is 0. */
const start = 1024

function callOf(exports: WebAssembly.Exports, name: string): Call {
  const found: unknown = exports[name]
  if (!isCall(found)) throw new Error(`The kernel has no ${name}`)
  return found
}

function isCall(found: unknown): found is Call {
  return typeof found === 'function'
}
