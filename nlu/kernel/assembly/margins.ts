// AssemblyScript, compiled to WebAssembly by server/kernel.ts. Addresses are in bytes; nothing is allocated here.
// A row holds one weight for each class; rows are padded to a multiple of sixteen classes.

/** margins = bias + Σ value × row, over rows of 32-bit floats. */
export function addRows(
  rows: usize,
  stride: i32,
  indices: usize,
  values: usize,
  count: i32,
  bias: usize,
  margins: usize,
): void {
  const bytes = (<usize>stride) << 2
  const end = (<usize>count) << 2
  for (let column: usize = 0; column < bytes; column += 64) {
    let s0 = v128.load(bias + column)
    let s1 = v128.load(bias + column, 16)
    let s2 = v128.load(bias + column, 32)
    let s3 = v128.load(bias + column, 48)
    const base = rows + column
    for (let at: usize = 0; at < end; at += 4) {
      const row = base + <usize>load<i32>(indices + at) * bytes
      const value = v128.load_splat<i32>(values + at)
      s0 = f32x4.add(s0, f32x4.mul(value, v128.load(row)))
      s1 = f32x4.add(s1, f32x4.mul(value, v128.load(row, 16)))
      s2 = f32x4.add(s2, f32x4.mul(value, v128.load(row, 32)))
      s3 = f32x4.add(s3, f32x4.mul(value, v128.load(row, 48)))
    }
    v128.store(margins + column, s0)
    v128.store(margins + column, s1, 16)
    v128.store(margins + column, s2, 32)
    v128.store(margins + column, s3, 48)
  }
}

/** The same over rows of 8-bit weights; the values already hold the rows' scales. */
export function addSmallRows(
  rows: usize,
  stride: i32,
  indices: usize,
  values: usize,
  count: i32,
  bias: usize,
  margins: usize,
): void {
  const end = (<usize>count) << 2
  for (let column = 0; column < stride; column += 16) {
    const to = (<usize>column) << 2
    let s0 = v128.load(bias + to)
    let s1 = v128.load(bias + to, 16)
    let s2 = v128.load(bias + to, 32)
    let s3 = v128.load(bias + to, 48)
    const base = rows + <usize>column
    for (let at: usize = 0; at < end; at += 4) {
      const row = v128.load(base + <usize>load<i32>(indices + at) * <usize>stride)
      const value = v128.load_splat<i32>(values + at)
      const low = i16x8.extend_low_i8x16_s(row)
      const high = i16x8.extend_high_i8x16_s(row)
      s0 = f32x4.add(s0, f32x4.mul(value, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(low))))
      s1 = f32x4.add(s1, f32x4.mul(value, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(low))))
      s2 = f32x4.add(s2, f32x4.mul(value, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(high))))
      s3 = f32x4.add(s3, f32x4.mul(value, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(high))))
    }
    v128.store(margins + to, s0)
    v128.store(margins + to, s1, 16)
    v128.store(margins + to, s2, 32)
    v128.store(margins + to, s3, 48)
  }
}

/**
 * One visit of dual coordinate descent to an example: each class's dual variable takes its best step, and the bias
 * follows; gives how many classes moved. `margins` are the example's, `steps` and `columns` have room for a row.
 * `label` is -1 for none.
 */
export function visit(
  classes: i32,
  bias: usize,
  margins: usize,
  duals: usize,
  steps: usize,
  columns: usize,
  label: i32,
  length: f32,
  ownSlack: f32,
  otherSlack: f32,
): i32 {
  let moved = 0
  for (let column = 0; column < classes; column++) {
    const place = (<usize>column) << 2
    const own = column === label
    const side: f32 = own ? 1 : -1
    const slack: f32 = own ? ownSlack : otherSlack
    const dual = load<f32>(duals + place)
    const gradient: f32 = side * load<f32>(margins + place) - <f32>1 + slack * dual
    const next: f32 = max(<f32>0, dual - gradient / (length + slack))
    const step: f32 = (next - dual) * side
    store<f32>(steps + place, step)
    if (step === 0) continue
    store<f32>(duals + place, next)
    store<f32>(bias + place, load<f32>(bias + place) + step)
    store<i32>(columns + ((<usize>moved) << 2), column)
    moved++
  }
  return moved
}

/** Lets the rows of an example's features follow the steps of a visit: the `moved` columns, or all when these are many. */
export function follow(
  rows: usize,
  stride: i32,
  indices: usize,
  values: usize,
  count: i32,
  steps: usize,
  columns: usize,
  moved: i32,
): void {
  const bytes = (<usize>stride) << 2
  const end = (<usize>count) << 2
  const few = moved * 6 < stride
  for (let at: usize = 0; at < end; at += 4) {
    const row = rows + <usize>load<i32>(indices + at) * bytes
    if (few) {
      const value = load<f32>(values + at)
      for (let which = 0; which < moved; which++) {
        const place = (<usize>load<i32>(columns + ((<usize>which) << 2))) << 2
        store<f32>(row + place, load<f32>(row + place) + value * load<f32>(steps + place))
      }
    } else {
      const value = v128.load_splat<i32>(values + at)
      for (let column: usize = 0; column < bytes; column += 16)
        v128.store(
          row + column,
          f32x4.add(v128.load(row + column), f32x4.mul(value, v128.load(steps + column))),
        )
    }
  }
}
