import type { Context, Interpretation, TrainingData } from './interpretation.ts'
import type { Kernel } from './kernel/kernel.ts'
import type { KeptEngine, TrainingOptions } from './model.ts'
import type { Vectors } from './vectors.ts'

/** Opens an engine by the name of its file; loads nothing of the others. */
export async function openEngine(name: EngineName, parts: Parts): Promise<OpenEngine> {
  const { kernel, table, encoder } = parts
  switch (name) {
    case 'default': {
      const { defaultEngine } = await import('./engines/default.ts')
      return opened(defaultEngine({ kernel, vectors: table }))
    }
    case 'encoder': {
      const { encoderEngine } = await import('./engines/encoder.ts')
      return opened(encoderEngine({ kernel, vectors: encoder }))
    }
    case 'classic':
      return opened((await import('./engines/classic.ts')).classicEngine())
  }
}

/** What engines are made of; an engine that lacks a part does without. */
export interface Parts {
  kernel: () => Kernel
  /** Vectors of the token table. */
  table: Vectors | null
  /** Vectors of the whole encoder. */
  encoder: Vectors | null
}

/** The engines there are. */
export const engineNames = ['default', 'encoder', 'classic'] as const
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
  /** `known` are vectors of texts that were made elsewhere: see `textsOf`. */
  understand(text: string, context: Context, known?: ReadonlyMap<string, Float32Array>): Interpretation
  /** The texts whose vectors understanding a text asks for. */
  textsOf(text: string): string[]
  /** The least scope with which it answers. */
  threshold: number
}

function opened<Model>(engine: KeptEngine<Model>): OpenEngine {
  return {
    train: (data, options) => engine.save(engine.train(data, options)),
    read(bytes) {
      const model = engine.load(bytes)
      return {
        understand: (text, context, known) => engine.understand(model, text, context, known),
        textsOf: (text) => engine.textsOf(model, text),
        threshold: engine.threshold(model),
      }
    },
  }
}
