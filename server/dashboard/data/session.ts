import { useQuery } from '@tanstack/react-query'
import type { Me } from '../../api.ts'
import { call, Refused } from './wire.ts'

/** Who is logged in; null when nobody is. */
export function useSession() {
  return useQuery({
    queryKey: ['me'],
    queryFn: async (): Promise<Me | null> => {
      try {
        return await call<Me>('GET', '/api/login')
      } catch (error) {
        if (error instanceof Refused && error.status === 401) return null
        throw error
      }
    },
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** Everybody who works here. */
export function usePeople() {
  return useQuery({
    queryKey: ['people'],
    queryFn: async () => (await call<{ items: Me[] }>('GET', '/api/people')).items,
  })
}
