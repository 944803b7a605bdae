import moment from "moment";

export const since = (day) => moment(day).fromNow();
export const month = (back) => moment().subtract(back, "months").format("MMMM");
