import type { Plan, PlanBody } from '../../domain/plan.ts';

export interface PlanRow {
  id: string;
  body: string;
  digest: string;
  status: Plan['status'];
  created_at: Date;
  approve_by: Date;
  execute_by: Date;
}

export function planOf(row: PlanRow): Plan {
  return {
    id: row.id,
    body: JSON.parse(row.body) as PlanBody,
    digest: row.digest,
    status: row.status,
    createdAt: row.created_at.toISOString(),
    approveBy: row.approve_by.toISOString(),
    executeBy: row.execute_by.toISOString(),
  };
}
