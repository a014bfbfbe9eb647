// An OPC UA server of Eclipse Milo for the gateway's client: numbered variables that all change together, so many times
// a second, a limit of monitored items as small controllers have it, and namespaces of its own.
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.milo.opcua.sdk.core.AccessLevel;
import org.eclipse.milo.opcua.sdk.core.Reference;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.api.DataItem;
import org.eclipse.milo.opcua.sdk.server.api.ManagedNamespaceWithLifecycle;
import org.eclipse.milo.opcua.sdk.server.api.MonitoredItem;
import org.eclipse.milo.opcua.sdk.server.api.config.OpcUaServerConfig;
import org.eclipse.milo.opcua.sdk.server.api.config.OpcUaServerConfigLimits;
import org.eclipse.milo.opcua.sdk.server.nodes.UaFolderNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaVariableNode;
import org.eclipse.milo.opcua.sdk.server.util.SubscriptionModel;
import org.eclipse.milo.opcua.stack.core.Identifiers;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.transport.TransportProfile;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.server.EndpointConfiguration;

public class MiloServer {
  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    int variables = Integer.parseInt(args[1]);
    int itemsMax = Integer.parseInt(args[2]);
    EndpointConfiguration endpoint =
        EndpointConfiguration.newBuilder()
            .setBindAddress("127.0.0.1")
            .setHostname("127.0.0.1")
            .setPath("/milo")
            .setBindPort(port)
            .setTransportProfile(TransportProfile.TCP_UASC_UABINARY)
            .setSecurityPolicy(SecurityPolicy.None)
            .setSecurityMode(MessageSecurityMode.None)
            .addTokenPolicies(OpcUaServerConfig.USER_TOKEN_POLICY_ANONYMOUS)
            .build();
    OpcUaServerConfig config =
        OpcUaServerConfig.builder()
            .setApplicationName(LocalizedText.english("Milo"))
            .setApplicationUri("urn:example.org:milo")
            .setEndpoints(Set.of(endpoint))
            .setLimits(
                new OpcUaServerConfigLimits() {
                  @Override
                  public UInteger getMaxMonitoredItems() {
                    return UInteger.valueOf(itemsMax);
                  }

                  @Override
                  public UInteger getMaxNodesPerRead() {
                    return UInteger.valueOf(500);
                  }

                  @Override
                  public Double getMinSupportedSampleRate() {
                    return 10.0;
                  }
                })
            .build();
    OpcUaServer server = new OpcUaServer(config);
    Numbers numbers = new Numbers(server, variables);
    numbers.startup();
    server.startup().get();
    System.out.println("{\"ready\":" + port + "}");
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    Scanner lines = new Scanner(System.in);
    while (lines.hasNextLine()) {
      String[] words = lines.nextLine().split(" ");
      if (words[0].equals("tick")) numbers.tick();
      if (words[0].equals("flow")) {
        long everyMicros = 1_000_000L / Long.parseLong(words[1]);
        clock.scheduleAtFixedRate(numbers::tick, 0, everyMicros, TimeUnit.MICROSECONDS);
      }
      System.out.println("{\"done\":\"" + words[0] + "\"}");
    }
    System.exit(0);
  }

  static class Numbers extends ManagedNamespaceWithLifecycle {
    private final SubscriptionModel model;
    private final List<UaVariableNode> nodes = new ArrayList<>();
    private final int count;
    private int round = 0;

    Numbers(OpcUaServer server, int count) {
      super(server, "http://example.org/numbers");
      this.count = count;
      model = new SubscriptionModel(server, this);
      getLifecycleManager().addLifecycle(model);
      getLifecycleManager().addStartupTask(this::fill);
    }

    private void fill() {
      UaFolderNode folder =
          new UaFolderNode(getNodeContext(), newNodeId("Numbers"), newQualifiedName("Numbers"), LocalizedText.english("Numbers"));
      getNodeManager().addNode(folder);
      folder.addReference(new Reference(folder.getNodeId(), Identifiers.Organizes, Identifiers.ObjectsFolder.expanded(), false));
      for (int i = 0; i < count; i++) {
        UaVariableNode node =
            new UaVariableNode.UaVariableNodeBuilder(getNodeContext())
                .setNodeId(newNodeId("N" + i))
                .setBrowseName(newQualifiedName("N" + i))
                .setDisplayName(LocalizedText.english("N" + i))
                .setDataType(Identifiers.Double)
                .setTypeDefinition(Identifiers.BaseDataVariableType)
                .setAccessLevel(AccessLevel.READ_WRITE)
                .setUserAccessLevel(AccessLevel.READ_WRITE)
                .build();
        node.setValue(new DataValue(new Variant((double) i)));
        getNodeManager().addNode(node);
        folder.addOrganizes(node);
        nodes.add(node);
      }
    }

    synchronized void tick() {
      round++;
      DateTime now = DateTime.now();
      for (int i = 0; i < nodes.size(); i++)
        nodes.get(i).setValue(new DataValue(new Variant((double) (round + i)), StatusCode.GOOD, now, now));
    }

    @Override
    public void onDataItemsCreated(List<DataItem> items) {
      model.onDataItemsCreated(items);
    }

    @Override
    public void onDataItemsModified(List<DataItem> items) {
      model.onDataItemsModified(items);
    }

    @Override
    public void onDataItemsDeleted(List<DataItem> items) {
      model.onDataItemsDeleted(items);
    }

    @Override
    public void onMonitoringModeChanged(List<MonitoredItem> items) {
      model.onMonitoringModeChanged(items);
    }
  }
}
