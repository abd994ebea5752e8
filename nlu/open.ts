import type { Context, Interpretation, TrainingData } from './interpretation.ts'
import type { KeptEngine, TrainingOptions } from './model.ts'

/** Opens an engine by the name of its file; loads nothing of the others. */
export async function openEngine(name: EngineName): Promise<OpenEngine> {
  switch (name) {
    case 'default':
      return opened((await import('./engines/default.ts')).defaultEngine)
    case 'classic':
      return opened((await import('./engines/classic.ts')).classicEngine)
  }
}

/** The engines there are. */
export const engineNames = ['default', 'classic'] as const
export type EngineName = (typeof engineNames)[number]

/** Whether there is an engine of this name. */
export function isEngineName(name: string): name is EngineName {
  return engineNames.some((known) => known === name)
}

/** An engine whose models are bytes: what one thread trains, another reads. */
export interface OpenEngine {
  train(data: TrainingData, options?: TrainingOptions): Uint8Array
  /** Throws when these bytes are not a model of this engine and version. */
  read(bytes: Uint8Array): Reader
}

/** A model at work. */
export interface Reader {
  understand(text: string, context: Context): Interpretation
  /** The least scope with which it answers. */
  threshold: number
}

function opened<Model>(engine: KeptEngine<Model>): OpenEngine {
  return {
    train: (data, options) => engine.save(engine.train(data, options)),
    read(bytes) {
      const model = engine.load(bytes)
      return {
        understand: (text, context) => engine.understand(model, text, context),
        threshold: engine.threshold(model),
      }
    },
  }
}
