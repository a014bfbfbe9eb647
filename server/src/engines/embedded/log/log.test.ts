import { logContract } from '../../../stores/log/log.contract.ts';
import { embeddedSubject } from '../subject.ts';

logContract('embedded', () => embeddedSubject('log'));
