// Readings into IoTDB by its own client, the quickest door that it has: batches come on the standard input, each goes as one
// call with a tablet for each device, and the number of each batch is printed when the server has acknowledged it.
import java.io.DataInputStream;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.iotdb.session.Session;
import org.apache.tsfile.enums.TSDataType;
import org.apache.tsfile.write.record.Tablet;
import org.apache.tsfile.write.schema.IMeasurementSchema;
import org.apache.tsfile.write.schema.MeasurementSchema;

public class IotdbLoader {
  private static final List<IMeasurementSchema> SCHEMAS =
      List.of(
          new MeasurementSchema("n", TSDataType.DOUBLE),
          new MeasurementSchema("t", TSDataType.TEXT),
          new MeasurementSchema("q", TSDataType.INT32),
          new MeasurementSchema("a", TSDataType.INT64));

  private static final ThreadLocal<Session> SESSION = new ThreadLocal<>();

  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    String database = args[1];
    ExecutorService callers = Executors.newFixedThreadPool(Integer.parseInt(args[2]));
    DataInputStream input = new DataInputStream(System.in);
    while (true) {
      byte[] bytes;
      try {
        bytes = new byte[input.readInt()];
        input.readFully(bytes);
      } catch (EOFException end) {
        break;
      }
      callers.execute(() -> load(port, database, bytes));
    }
    callers.shutdown();
    callers.awaitTermination(10, TimeUnit.MINUTES);
    System.exit(0);
  }

  private static void load(int port, String database, byte[] bytes) {
    try {
      ByteBuffer batch = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      int number = batch.getInt();
      Map<String, Tablet> tablets = new HashMap<>();
      for (int left = batch.getInt(); left > 0; left--) {
        Tablet tablet = tabletOf(database, batch);
        tablets.put(tablet.getDeviceId(), tablet);
      }
      if (SESSION.get() == null) {
        Session session = new Session.Builder().host("127.0.0.1").port(port).build();
        session.open(false);
        SESSION.set(session);
      }
      SESSION.get().insertAlignedTablets(tablets, true);
      synchronized (System.out) {
        System.out.println(number);
      }
    } catch (Exception failed) {
      failed.printStackTrace();
      System.exit(1);
    }
  }

  /** Rows of a device: time, our time, number, quality, and the length of a text or -1. */
  private static Tablet tabletOf(String database, ByteBuffer batch) {
    int device = batch.getInt();
    int rows = batch.getInt();
    String path = "root." + database + ".g" + device / 1000 + ".d" + device;
    Tablet tablet = new Tablet(path, SCHEMAS, rows);
    tablet.initBitMaps();
    for (int row = 0; row < rows; row++) {
      tablet.addTimestamp(row, (long) batch.getDouble() * 1000);
      long server = (long) batch.getDouble();
      double number = batch.getDouble();
      int quality = batch.getInt();
      int length = batch.getInt();
      if (length < 0) {
        tablet.addValue(row, 0, number);
        tablet.getBitMaps()[1].mark(row);
      } else {
        byte[] text = new byte[length];
        batch.get(text);
        tablet.addValue(row, 1, new String(text, StandardCharsets.UTF_8));
        tablet.getBitMaps()[0].mark(row);
      }
      tablet.addValue(row, 2, quality);
      tablet.addValue(row, 3, server);
    }
    tablet.setRowSize(rows);
    return tablet;
  }
}
