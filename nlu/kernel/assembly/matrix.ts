// AssemblyScript, compiled to WebAssembly by server/kernel.ts. Addresses are in bytes; nothing is allocated here.

/**
 * out[row][column] = step × Σ left[row][k] × right[k][column], of 16-bit integers with 32-bit sums. Rows of `left`
 * begin `stride` bytes after one another, and may overlap (a window that slides); those of `out` `outStride` bytes. `right` lies in panels of eight
 * columns, within a panel in pairs of `k`. `inner` is even, `columns` a multiple of eight.
 */
export function multiply(
  left: usize,
  stride: usize,
  rows: i32,
  right: usize,
  inner: i32,
  columns: i32,
  out: usize,
  outStride: usize,
  step: f32,
): void {
  const steps = f32x4.splat(step)
  for (let column = 0; column < columns; column += 8) {
    const panel = right + ((<usize>column * <usize>inner) << 1)
    const end = panel + ((<usize>inner) << 4)
    let row = 0
    for (; row + 4 <= rows; row += 4) {
      let a0 = left + <usize>row * stride
      let a1 = a0 + stride
      let a2 = a1 + stride
      let a3 = a2 + stride
      let s00 = i32x4.splat(0)
      let s01 = s00
      let s10 = s00
      let s11 = s00
      let s20 = s00
      let s21 = s00
      let s30 = s00
      let s31 = s00
      for (let at = panel; at < end; at += 32) {
        const w0 = v128.load(at)
        const w1 = v128.load(at, 16)
        const v0 = v128.load_splat<i32>(a0)
        const v1 = v128.load_splat<i32>(a1)
        const v2 = v128.load_splat<i32>(a2)
        const v3 = v128.load_splat<i32>(a3)
        s00 = i32x4.add(s00, i32x4.dot_i16x8_s(v0, w0))
        s01 = i32x4.add(s01, i32x4.dot_i16x8_s(v0, w1))
        s10 = i32x4.add(s10, i32x4.dot_i16x8_s(v1, w0))
        s11 = i32x4.add(s11, i32x4.dot_i16x8_s(v1, w1))
        s20 = i32x4.add(s20, i32x4.dot_i16x8_s(v2, w0))
        s21 = i32x4.add(s21, i32x4.dot_i16x8_s(v2, w1))
        s30 = i32x4.add(s30, i32x4.dot_i16x8_s(v3, w0))
        s31 = i32x4.add(s31, i32x4.dot_i16x8_s(v3, w1))
        a0 += 4
        a1 += 4
        a2 += 4
        a3 += 4
      }
      let to = out + <usize>row * outStride + ((<usize>column) << 2)
      v128.store(to, f32x4.mul(f32x4.convert_i32x4_s(s00), steps))
      v128.store(to, f32x4.mul(f32x4.convert_i32x4_s(s01), steps), 16)
      to += outStride
      v128.store(to, f32x4.mul(f32x4.convert_i32x4_s(s10), steps))
      v128.store(to, f32x4.mul(f32x4.convert_i32x4_s(s11), steps), 16)
      to += outStride
      v128.store(to, f32x4.mul(f32x4.convert_i32x4_s(s20), steps))
      v128.store(to, f32x4.mul(f32x4.convert_i32x4_s(s21), steps), 16)
      to += outStride
      v128.store(to, f32x4.mul(f32x4.convert_i32x4_s(s30), steps))
      v128.store(to, f32x4.mul(f32x4.convert_i32x4_s(s31), steps), 16)
    }
    for (; row < rows; row++) {
      let a = left + <usize>row * stride
      let s0 = i32x4.splat(0)
      let s1 = s0
      for (let at = panel; at < end; at += 32) {
        const v = v128.load_splat<i32>(a)
        s0 = i32x4.add(s0, i32x4.dot_i16x8_s(v, v128.load(at)))
        s1 = i32x4.add(s1, i32x4.dot_i16x8_s(v, v128.load(at, 16)))
        a += 4
      }
      const to = out + <usize>row * outStride + ((<usize>column) << 2)
      v128.store(to, f32x4.mul(f32x4.convert_i32x4_s(s0), steps))
      v128.store(to, f32x4.mul(f32x4.convert_i32x4_s(s1), steps), 16)
    }
  }
}

/** Writes numbers as 16-bit integers of at most `most` and gives the step between them; `count` is a multiple of eight. */
export function quantise(from: usize, count: i32, to: usize, most: f32): f32 {
  const end = from + ((<usize>count) << 2)
  let largest4 = f32x4.splat(0)
  for (let at = from; at < end; at += 16) largest4 = f32x4.max(largest4, f32x4.abs(v128.load(at)))
  const largest: f32 = max(
    max(f32x4.extract_lane(largest4, 0), f32x4.extract_lane(largest4, 1)),
    max(f32x4.extract_lane(largest4, 2), f32x4.extract_lane(largest4, 3)),
  )
  const scale: f32 = largest > 0 ? most / largest : 0
  const scales = f32x4.splat(scale)
  for (let at = from; at < end; at += 32) {
    const low = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(at), scales)))
    const high = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(at, 16), scales)))
    v128.store(to, i16x8.narrow_i32x4_s(low, high))
    to += 16
  }
  return scale > 0 ? <f32>1 / scale : 0
}

/** A row of bytes as numbers: byte × scale + lowest. */
export function expand(from: usize, count: i32, to: usize, scale: f32, lowest: f32): void {
  for (let at = 0; at < count; at++) {
    store<f32>(to + ((<usize>at) << 2), <f32>load<u8>(from + <usize>at) * scale + lowest)
  }
}

/** Layer norm of rows in place: mean 0, variance 1, then each column stretched and moved. */
export function normalise(
  rows: usize,
  count: i32,
  width: i32,
  gamma: usize,
  beta: usize,
  epsilon: f32,
): void {
  const bytes = (<usize>width) << 2
  for (let row = 0; row < count; row++) {
    const base = rows + <usize>row * bytes
    let sum: f64 = 0
    for (let at: usize = 0; at < bytes; at += 4) sum += load<f32>(base + at)
    const mean = <f32>(sum / <f64>width)
    let squares: f64 = 0
    for (let at: usize = 0; at < bytes; at += 4) {
      const value = load<f32>(base + at) - mean
      squares += <f64>value * <f64>value
    }
    const scale = <f32>(<f64>1 / sqrt(squares / <f64>width + <f64>epsilon))
    const means = f32x4.splat(mean)
    const scales = f32x4.splat(scale)
    for (let at: usize = 0; at < bytes; at += 16) {
      const value = f32x4.mul(f32x4.sub(v128.load(base + at), means), scales)
      v128.store(base + at, f32x4.add(f32x4.mul(value, v128.load(gamma + at)), v128.load(beta + at)))
    }
  }
}

/** Adds `bias` to each of `count` rows that lie without gaps. */
export function addBias(rows: usize, count: i32, width: i32, bias: usize): void {
  const bytes = (<usize>width) << 2
  for (let row = 0; row < count; row++) {
    const base = rows + <usize>row * bytes
    for (let at: usize = 0; at < bytes; at += 16)
      v128.store(base + at, f32x4.add(v128.load(base + at), v128.load(bias + at)))
  }
}

/** target = relu(rows + bias) + residual, for rows at their own strides in bytes. */
export function activate(
  rows: usize,
  count: i32,
  width: i32,
  bias: usize,
  residual: usize,
  residualStride: usize,
  target: usize,
  targetStride: usize,
): void {
  const bytes = (<usize>width) << 2
  const zero = f32x4.splat(0)
  for (let row = 0; row < count; row++) {
    const base = rows + <usize>row * bytes
    const more = residual + <usize>row * residualStride
    const to = target + <usize>row * targetStride
    for (let at: usize = 0; at < bytes; at += 16) {
      const value = f32x4.max(f32x4.add(v128.load(base + at), v128.load(bias + at)), zero)
      v128.store(to + at, f32x4.add(value, v128.load(more + at)))
    }
  }
}

/** out = left × right, of 32-bit floats. Rows as in `multiply`; `right` lies in panels of eight columns, row by row. */
export function multiplyFloats(
  left: usize,
  stride: usize,
  rows: i32,
  right: usize,
  inner: i32,
  columns: i32,
  out: usize,
  outStride: usize,
): void {
  for (let column = 0; column < columns; column += 8) {
    const panel = right + ((<usize>column * <usize>inner) << 2)
    const end = panel + ((<usize>inner) << 5)
    for (let row = 0; row < rows; row++) {
      let a = left + <usize>row * stride
      let s0 = f32x4.splat(0)
      let s1 = s0
      for (let at = panel; at < end; at += 32) {
        const v = v128.load_splat<i32>(a)
        s0 = f32x4.add(s0, f32x4.mul(v, v128.load(at)))
        s1 = f32x4.add(s1, f32x4.mul(v, v128.load(at, 16)))
        a += 4
      }
      const to = out + <usize>row * outStride + ((<usize>column) << 2)
      v128.store(to, s0)
      v128.store(to, s1, 16)
    }
  }
}
