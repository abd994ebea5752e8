import type { Needs } from '../knowledge.ts'
import { createLinearEngine } from '../linear.ts'
import type { KeptEngine, Model } from '../model.ts'

/**
 * Parley's own engine: a linear support vector machine over words and character n-grams of all the bot's languages,
 * and what the token table says that they mean.
 */
export function defaultEngine(needs: Needs): KeptEngine<Model> {
  return createLinearEngine(needs)
}
