import { z } from 'zod';

export const accountInput = z
  .string()
  .regex(/^\d{12}$/, 'an account id of twelve digits')
  .describe('AWS account, as configured under aws.accounts.');

export const roleInput = z
  .string()
  .regex(/^[\w+=,.@-]{1,64}$/, 'a role’s name, without path or ARN')
  .describe('Name of the IAM role, without its path.');

export const regionInput = z
  .string()
  .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a region such as eu-central-1')
  .describe('Region whose scaling groups are looked at.');
