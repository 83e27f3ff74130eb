package staff;

import com.pulumi.Context;
import com.pulumi.Pulumi;
import com.pulumi.azureface.Gallery;
import com.pulumi.azureface.GalleryArgs;
import com.pulumi.azureface.PersonGroup;
import com.pulumi.azureface.PersonGroupArgs;
import com.pulumi.azureface.Training;
import com.pulumi.azureface.TrainingArgs;
import java.util.List;

/** A group that is filled from a folder of photos, and trained. */
public class App {
    public static void main(String[] args) {
        Pulumi.run(App::program);
    }

    static void program(Context ctx) {
        var staff = new PersonGroup("staff", PersonGroupArgs.builder().displayName("Staff").build());
        var people = new Gallery(
            "people",
            GalleryArgs.builder()
                .container(staff.ref())
                .source("photos/staff") // one folder of photos for each person
                .build());
        var training = new Training(
            "training",
            TrainingArgs.builder()
                .container(staff.ref())
                .triggers(people.revision().applyValue(List::of))
                .build());
        ctx.export("staffId", staff.personGroupId());
        ctx.export("persons", people.personCount());
        ctx.export("trained", training.trained());
    }
}
