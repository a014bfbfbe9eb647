import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFailure } from '../../../../kernel/failure/failure.ts';
import { signalsOfNodeSet } from './node-set.ts';

const set = `<?xml version="1.0" encoding="utf-8"?>
<UANodeSet xmlns="http://opcfoundation.org/UA/2011/03/UANodeSet.xsd">
  <NamespaceUris><Uri>http://example.org/press</Uri></NamespaceUris>
  <Aliases>
    <Alias Alias="Double">i=11</Alias><Alias Alias="HasComponent">i=47</Alias>
    <Alias Alias="HasProperty">i=46</Alias><Alias Alias="Organizes">i=35</Alias>
    <Alias Alias="HasTypeDefinition">i=40</Alias><Alias Alias="HasSubtype">i=45</Alias>
  </Aliases>
  <UAObject NodeId="ns=1;i=1" BrowseName="1:Press"><DisplayName>Press 7</DisplayName>
    <References><Reference ReferenceType="Organizes" IsForward="false">i=85</Reference></References>
  </UAObject>
  <UAVariable NodeId="ns=1;s=Barrel;1" BrowseName="1:Temperature" DataType="Double" AccessLevel="3" ParentNodeId="ns=1;i=1">
    <DisplayName>Temperature</DisplayName>
    <References><Reference ReferenceType="HasProperty">ns=1;i=3</Reference></References>
  </UAVariable>
  <UAVariable NodeId="ns=1;i=3" BrowseName="EngineeringUnits" DataType="i=887"><DisplayName>EngineeringUnits</DisplayName>
    <References><Reference ReferenceType="HasTypeDefinition">i=68</Reference></References>
    <Value><ExtensionObject><TypeId><Identifier>i=888</Identifier></TypeId><Body><EUInformation>
      <NamespaceUri>http://www.opcfoundation.org/UA/units/un/cefact</NamespaceUri><UnitId>4408652</UnitId>
      <DisplayName><Text>°C</Text></DisplayName></EUInformation></Body></ExtensionObject></Value>
  </UAVariable>
  <UADataType NodeId="ns=1;i=10" BrowseName="1:Mode">
    <References><Reference ReferenceType="HasSubtype" IsForward="false">i=29</Reference></References>
  </UADataType>
  <UAVariable NodeId="ns=1;i=4" BrowseName="1:Mode" DataType="ns=1;i=10"><DisplayName>Mode</DisplayName>
    <References><Reference ReferenceType="HasComponent" IsForward="false">ns=1;i=1</Reference></References>
  </UAVariable>
  <UAVariable NodeId="ns=1;i=5" BrowseName="1:Running" DataType="i=1" ParentNodeId="ns=1;i=1"><DisplayName>Running?</DisplayName></UAVariable>
  <UAVariable NodeId="ns=1;i=6" BrowseName="1:Profile" DataType="Double" ValueRank="1" ParentNodeId="ns=1;i=1"><DisplayName>Profile</DisplayName></UAVariable>
  <UAObjectType NodeId="ns=1;i=20" BrowseName="1:PressType"><DisplayName>PressType</DisplayName></UAObjectType>
  <UAVariable NodeId="ns=1;i=21" BrowseName="1:Temperature" DataType="Double" ParentNodeId="ns=1;i=20"><DisplayName>Temperature</DisplayName></UAVariable>
</UANodeSet>`;

test('variables of a UANodeSet become signals with stable addresses, types and units', () => {
  const { signals, leftOut } = signalsOfNodeSet(set);
  const uri = 'nsu=http://example.org/press';
  const [first, mode, running, profile, ...others] = signals;
  assert.deepEqual([others, leftOut], [[], 2]);
  assert.match(first?.id ?? '', /^Press_7\.Temperature-[0-9a-f]{10}$/);
  const { id: _id, ...rest } = first ?? { id: '' };
  assert.deepEqual(rest, {
    ...{ name: 'Press 7.Temperature', address: `${uri};s=Barrel;1`, value: 'number' },
    ...{ unit: 'Cel', writable: true },
  });
  assert.deepEqual([mode?.name, mode?.value], ['Press 7.Mode', 'number']);
  assert.deepEqual([running?.name, running?.value], ['Press 7.Running?', 'boolean']);
  assert.deepEqual([profile?.address, profile?.value], [`${uri};i=6`, 'text']);
});

test('what is no UANodeSet is refused with its line', () => {
  const cases = ['', '<UANodeSet>', '<Devices/>', '<!DOCTYPE x><UANodeSet/>', 'x'];
  for (const xml of cases)
    assert.throws(
      () => signalsOfNodeSet(xml),
      (error) => isFailure(error, 'opc-ua.not-a-node-set'),
    );
  assert.deepEqual(signalsOfNodeSet('<UANodeSet/>'), { signals: [], leftOut: 0 });
});
