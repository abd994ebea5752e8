import type { Needs } from '../knowledge.ts'
import { createLinearEngine } from '../linear.ts'
import type { KeptEngine, Model } from '../model.ts'

/** The second look: words and character n-grams beside what the whole encoder says that a text means. */
export function encoderEngine(needs: Needs): KeptEngine<Model> {
  return createLinearEngine(needs, { examples: true })
}
