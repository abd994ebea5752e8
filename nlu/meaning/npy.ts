/** An array of numpy's. */
export interface Array32 {
  shape: number[]
  data: Float32Array | Uint8Array
}

/** Reads numpy's format for one array (version 1, of bytes or little-endian 32-bit floats, rows in order). Throws on any other. */
export function readNpy(file: Uint8Array): Array32 {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  if (file.length < 10 || new TextDecoder('latin1').decode(file.subarray(1, 6)) !== 'NUMPY')
    throw new Error('This is not an array of numpy')
  const begin = 10 + view.getUint16(8, true)
  const header = new TextDecoder('latin1').decode(file.subarray(10, begin))
  const kind = /'descr': '([^']+)'/.exec(header)?.[1]
  const dimensions = /'fortran_order': False, 'shape': \(([\d, ]*)\)/.exec(header)?.[1]
  if ((kind !== '|u1' && kind !== '<f4') || dimensions === undefined)
    throw new Error(`This array of numpy is of another kind: ${header.trim()}`)
  const shape = dimensions
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number)
  const count = shape.reduce((product, size) => product * size, 1)
  const bytes = new Uint8Array(file.subarray(begin))
  if (bytes.length !== count * (kind === '<f4' ? 4 : 1)) throw new Error('This array of numpy is not whole')
  return { shape, data: kind === '<f4' ? new Float32Array(bytes.buffer) : bytes }
}
