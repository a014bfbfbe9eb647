// What other modules may know of the namespace: who may see it.
import { defineRight } from '../../kernel/access/rights.ts';

export const readNamespaceRight = defineRight('namespace.read', {
  en: 'See the unified namespace: topics and their last values',
  zh: '查看统一命名空间：主题及其最新值',
});
