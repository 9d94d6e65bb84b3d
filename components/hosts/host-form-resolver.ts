import { zodResolver } from '@hookform/resolvers/zod';
import type { Resolver } from 'react-hook-form';
import { hostFormSchema } from './host-form-schema';
import type { HostFormValues } from './host-form-values';

export const resolveHostForm: Resolver<HostFormValues> = zodResolver(hostFormSchema);
